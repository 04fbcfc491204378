import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cnnt_portal.migrating import CreateModels
from cnnt_portal.vendor import PostgresOnly, TrigramIndex


class Migration(migrations.Migration):

    # A portal that has taken these steps one by one is where this one leads.
    replaces = [
        ('certificates', '0001_initial'),
        ('certificates', '0002_search_index'),
        ('certificates', '0003_facts_as_judged'),
        ('certificates', '0004_copy_level_words'),
        ('certificates', '0005_life_of_a_certificate'),
        ('certificates', '0006_signed_original'),
        ('certificates', '0007_register_stamp'),
        ('certificates', '0008_templates_lists_and_outside_signing'),
        ('certificates', '0009_history_import'),
        ('certificates', '0010_consent_logo_and_number_patterns'),
        ('certificates', '0011_number_series_of_an_office'),
        ('certificates', '0012_numbers_once_in_an_office'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0004_links_are_signed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('files', '0003_uploads_by_pieces'),
        ('geography', '0002_search_index'),
        ('registrations', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            models=[migrations.CreateModel(
                name='ActHistory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.CharField(max_length=60, verbose_name='bước')),
                    ('from_state', models.CharField(max_length=40, verbose_name='từ trạng thái')),
                    ('to_state', models.CharField(max_length=40, verbose_name='sang trạng thái')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='certificates.certificateact')),
                ],
                options={
                    'verbose_name': 'diễn biến quyết định về giấy chứng nhận',
                    'verbose_name_plural': 'diễn biến quyết định về giấy chứng nhận',
                    'ordering': ['at', 'pk'],
                    'abstract': False,
                    'indexes': [],
                    'constraints': [],
                },
            ), migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True, verbose_name='mã kiểm tra')),
                    ('number', models.CharField(blank=True, max_length=60, verbose_name='số giấy chứng nhận')),
                    ('level', models.CharField(choices=[('lowest', 'Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)'), ('province', 'Cấp tỉnh'), ('region', 'Cấp khu vực'), ('nation', 'Cấp quốc gia')], max_length=10, verbose_name='cấp')),
                    ('level_words', models.CharField(max_length=40, verbose_name='tên cấp')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                    ('round_title', models.CharField(max_length=250, verbose_name='kỳ bình chọn')),
                    ('product_name', models.CharField(max_length=300, verbose_name='tên sản phẩm')),
                    ('is_set', models.BooleanField(default=False, verbose_name='là bộ sản phẩm')),
                    ('group', models.CharField(choices=[('A', 'Thủ công mỹ nghệ'), ('B', 'Chế biến nông, lâm, thủy sản và thực phẩm'), ('C', 'Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí'), ('D', 'Sản phẩm khác')], max_length=1, verbose_name='nhóm')),
                    ('establishment_name', models.CharField(max_length=300, verbose_name='tên cơ sở')),
                    ('address', models.CharField(blank=True, max_length=600, verbose_name='địa chỉ')),
                    ('search_key', models.CharField(editable=False, max_length=1250)),
                    ('unit_name', models.CharField(max_length=160, verbose_name='tên đơn vị lúc cấp')),
                    ('issuer', models.CharField(max_length=200, verbose_name='cơ quan cấp')),
                    ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('decision_date', models.DateField(null=True, verbose_name='ngày quyết định')),
                    ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='người ký')),
                    ('signer_title', models.CharField(blank=True, max_length=200, verbose_name='chức vụ người ký')),
                    ('issued_on', models.DateField(null=True, verbose_name='ngày cấp')),
                    ('valid_until', models.DateField(null=True, verbose_name='có giá trị đến hết')),
                    ('signed_by', models.CharField(blank=True, max_length=200, verbose_name='người ký số ngoài cổng')),
                    ('signed_root', models.CharField(blank=True, max_length=200, verbose_name='chứng thư gốc bảo đảm người ký ngoài cổng')),
                    ('ended_on', models.DateField(null=True, verbose_name='hết hiệu lực từ ngày')),
                    ('ended_by', models.CharField(blank=True, choices=[('revoked', 'Đã bị thu hồi'), ('replaced', 'Đã được thay bằng giấy khác')], max_length=10, verbose_name='lý do hết hiệu lực')),
                    ('is_history', models.BooleanField(default=False, verbose_name='nhập từ lịch sử')),
                    ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='registrations.entry')),
                    ('issuer_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('original', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='bản điện tử có chữ ký số')),
                    ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='bản in')),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='registrations.product')),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='certificates.certificate', verbose_name='thay cho giấy chứng nhận')),
                    ('to_sign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='bản giao để ký ngoài cổng')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='geography.administrativeunit', verbose_name='đơn vị hành chính lúc cấp')),
                    ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='certificates.papertemplate', verbose_name='mẫu giấy, nếu không phải mẫu chuẩn')),
                    ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.recognitiondecision')),
                ],
                options={
                    'verbose_name': 'giấy chứng nhận',
                    'verbose_name_plural': 'giấy chứng nhận',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('issuer', 'number'), name='certificate_number_once'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('issuer_organisation', 'level', 'number'), name='certificate_number_once_in_an_office'), models.CheckConstraint(condition=models.Q(('is_history', True), models.Q(models.Q(('number', ''), _negated=True), ('issued_on__isnull', False), ('valid_until__isnull', False), models.Q(('entry__isnull', False), ('replaces__isnull', False), _connector='OR')), _connector='OR'), name='live_certificate_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='ended_certificate_says_why')],
                },
            ), migrations.CreateModel(
                name='CertificateAct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('revoke', 'Thu hồi giấy chứng nhận'), ('suspend', 'Tạm đình chỉ hiệu lực'), ('restore', 'Cho giấy có hiệu lực trở lại'), ('replace', 'Cấp đổi vì sai sót hoặc đổi tên'), ('reissue', 'Cấp lại vì mất hoặc hỏng')], max_length=10, verbose_name='việc')),
                    ('state', models.CharField(choices=[('proposed', 'Chờ xác nhận'), ('confirmed', 'Đã có hiệu lực'), ('dismissed', 'Không thực hiện')], default='proposed', max_length=10, verbose_name='trạng thái')),
                    ('ground', models.TextField(verbose_name='căn cứ, lý do')),
                    ('product_name', models.CharField(blank=True, max_length=300, verbose_name='tên sản phẩm ghi lại')),
                    ('establishment_name', models.CharField(blank=True, max_length=300, verbose_name='tên cơ sở ghi lại')),
                    ('address', models.CharField(blank=True, max_length=600, verbose_name='địa chỉ ghi lại')),
                    ('proposed_at', models.DateTimeField(verbose_name='lập lúc')),
                    ('reply_until', models.DateField(null=True, verbose_name='cơ sở giải trình đến hết ngày')),
                    ('reply', models.TextField(blank=True, verbose_name='cơ sở giải trình')),
                    ('replied_at', models.DateTimeField(null=True, verbose_name='giải trình lúc')),
                    ('number', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('decided_on', models.DateField(null=True, verbose_name='ngày ký')),
                    ('effective_on', models.DateField(null=True, verbose_name='có hiệu lực từ ngày')),
                    ('ends_on', models.DateField(null=True, verbose_name='đến hết ngày')),
                    ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='người ký')),
                    ('signer_title', models.CharField(blank=True, max_length=200, verbose_name='chức vụ người ký')),
                    ('closed_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                    ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='certificates.certificate')),
                    ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='tài liệu')),
                    ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'quyết định về giấy chứng nhận',
                    'verbose_name_plural': 'quyết định về giấy chứng nhận',
                    'ordering': ['effective_on', 'pk'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('certificate',), name='one_open_act_per_certificate'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(models.Q(('number', ''), _negated=True), models.Q(('signer_name', ''), _negated=True), ('closed_at__isnull', False), ('decided_on__isnull', False), ('effective_on__gte', models.F('decided_on')), models.Q(('closed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='confirmed_act_is_whole_and_seen_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='closed_act_has_its_closer'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', True), ('replied_by__isnull', True), ('reply', '')), models.Q(models.Q(('reply', ''), _negated=True), ('replied_at__isnull', False), ('replied_by__isnull', False)), _connector='OR'), name='reply_has_its_writer')],
                },
            ), migrations.CreateModel(
                name='HistoryImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                    ('cells', models.JSONField(verbose_name='các ô của bảng')),
                    ('brought_at', models.DateTimeField(verbose_name='đưa lên lúc')),
                    ('entered_at', models.DateTimeField(null=True, verbose_name='nhập lúc')),
                    ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'bảng nhập lịch sử',
                    'verbose_name_plural': 'bảng nhập lịch sử',
                    'ordering': ['-brought_at', '-pk'],
                    'indexes': [],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('entered_at__isnull', True), ('entered_by__isnull', True)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='history_import_entered_by_and_at')],
                },
            ), migrations.CreateModel(
                name='LogoFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('label', models.CharField(max_length=120, verbose_name='tên gọi')),
                    ('added_at', models.DateTimeField(verbose_name='đưa lên lúc')),
                    ('removed_at', models.DateTimeField(null=True, verbose_name='gỡ lúc')),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='tệp')),
                    ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'tệp biểu trưng',
                    'verbose_name_plural': 'tệp biểu trưng',
                    'ordering': ['label', 'pk'],
                    'indexes': [],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='removed_logo_says_by_whom')],
                },
            ), migrations.CreateModel(
                name='NumberPattern',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('lowest', 'Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)'), ('province', 'Cấp tỉnh'), ('region', 'Cấp khu vực'), ('nation', 'Cấp quốc gia')], max_length=10, verbose_name='cấp')),
                    ('pattern', models.CharField(help_text='Gồm {number} và {year}', max_length=60, verbose_name='mẫu số')),
                    ('changed_at', models.DateTimeField(verbose_name='đổi lúc')),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='cơ quan cấp')),
                ],
                options={
                    'verbose_name': 'mẫu số giấy chứng nhận',
                    'verbose_name_plural': 'mẫu số giấy chứng nhận',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'level'), name='number_pattern_once')],
                },
            ), migrations.CreateModel(
                name='NumberSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issuer', models.CharField(max_length=200, verbose_name='cơ quan cấp')),
                    ('level', models.CharField(choices=[('lowest', 'Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)'), ('province', 'Cấp tỉnh'), ('region', 'Cấp khu vực'), ('nation', 'Cấp quốc gia')], max_length=10, verbose_name='cấp')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                    ('pattern', models.CharField(default='{number:03d}/GCN-{year}', help_text='Gồm {number} và {year}', max_length=60, verbose_name='mẫu số')),
                    ('last', models.PositiveIntegerField(default=0, verbose_name='số cuối')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='cơ quan giữ sổ')),
                ],
                options={
                    'verbose_name': 'dãy số giấy chứng nhận',
                    'verbose_name_plural': 'dãy số giấy chứng nhận',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'level', 'year'), name='series_once')],
                },
            ), migrations.CreateModel(
                name='PaperTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('lowest', 'Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)'), ('province', 'Cấp tỉnh'), ('region', 'Cấp khu vực'), ('nation', 'Cấp quốc gia')], max_length=10, verbose_name='cấp')),
                    ('version', models.PositiveSmallIntegerField(verbose_name='bản số')),
                    ('design', models.JSONField(verbose_name='thiết kế')),
                    ('created_at', models.DateTimeField(verbose_name='lưu lúc')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='cơ quan cấp')),
                ],
                options={
                    'verbose_name': 'mẫu giấy chứng nhận',
                    'verbose_name_plural': 'mẫu giấy chứng nhận',
                    'ordering': ['organisation', 'level', '-version'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'level', 'version'), name='template_version_once')],
                },
            ), migrations.CreateModel(
                name='PeriodicList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True, verbose_name='tính đến ngày')),
                    ('count', models.PositiveIntegerField(verbose_name='số giấy chứng nhận còn hiệu lực')),
                    ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='công văn (Word)')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='danh sách (Excel)')),
                ],
                options={
                    'verbose_name': 'danh sách định kỳ',
                    'verbose_name_plural': 'danh sách định kỳ',
                    'ordering': ['-day'],
                    'indexes': [],
                    'constraints': [],
                },
            ), migrations.CreateModel(
                name='RecognitionDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(blank=True, max_length=60, verbose_name='số')),
                    ('decided_on', models.DateField(null=True, verbose_name='ngày ký')),
                    ('issuer', models.CharField(max_length=200, verbose_name='cơ quan ban hành')),
                    ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='người ký')),
                    ('signer_title', models.CharField(blank=True, max_length=200, verbose_name='chức vụ người ký')),
                    ('entered_at', models.DateTimeField(verbose_name='nhập lúc')),
                    ('is_history', models.BooleanField(default=False, verbose_name='nhập từ lịch sử')),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='registrations.round', verbose_name='kỳ bình chọn')),
                    ('scan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='bản quét')),
                ],
                options={
                    'verbose_name': 'quyết định công nhận',
                    'verbose_name_plural': 'quyết định công nhận',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('issuer', 'number', 'decided_on'), name='decision_once'), models.CheckConstraint(condition=models.Q(('is_history', True), models.Q(models.Q(('number', ''), _negated=True), models.Q(('signer_name', ''), _negated=True), ('decided_on__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='live_decision_is_whole')],
                },
            ), migrations.CreateModel(
                name='RegisterStamp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mark', models.CharField(default='', max_length=32, verbose_name='dấu')),
                ],
                options={
                    'verbose_name': 'dấu của danh bạ công khai',
                    'verbose_name_plural': 'dấu của danh bạ công khai',
                    'indexes': [],
                    'constraints': [],
                },
            ), migrations.CreateModel(
                name='ShowConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given_at', models.DateTimeField(verbose_name='đồng ý lúc')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='rút lại lúc')),
                    ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='show_consents', to='registrations.product', verbose_name='sản phẩm')),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'đồng ý công khai ảnh và câu chuyện',
                    'verbose_name_plural': 'đồng ý công khai ảnh và câu chuyện',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('product',), name='one_standing_consent_per_product'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='withdrawn_consent_says_by_whom')],
                },
            )],
        ),
        TrigramIndex("certificates_certificate", "search_key"),
        # The first page of the register without sorting all of it; SQLite knows no NULLS LAST in an index.
        PostgresOnly(
            "CREATE INDEX certificates_certificate_in_order ON certificates_certificate"
            " (valid_until DESC NULLS LAST, year DESC, product_name, id)",
            "DROP INDEX IF EXISTS certificates_certificate_in_order",
        ),
    ]
