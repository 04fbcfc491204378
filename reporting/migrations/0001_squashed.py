import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from cnnt_portal.migrating import CreateModels


class Migration(migrations.Migration):

    # A portal that has taken these steps one by one is where this one leads.
    replaces = [
        ('reporting', '0001_initial'),
        ('reporting', '0002_documents_of_each_sending'),
        ('reporting', '0003_regimes_by_date_and_obligations'),
        ('reporting', '0004_snapshots_remarks_and_corrections'),
        ('reporting', '0005_consolidation'),
        ('reporting', '0006_saved_tables_of_the_statistics_page'),
        ('reporting', '0007_papers_answers_and_printed_consolidations'),
        ('reporting', '0008_data_forms'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0004_links_are_signed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('files', '0003_uploads_by_pieces'),
        ('support_plans', '0001_squashed'),
    ]

    operations = [
        CreateModels(
            models=[migrations.CreateModel(
                name='Consolidation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'Đang tổng hợp'), ('submitted', 'Đã trình lãnh đạo Bộ'), ('returned', 'Lãnh đạo trả lại'), ('approved', 'Đã phê duyệt')], default='draft', max_length=10, verbose_name='trạng thái')),
                    ('gathered_at', models.DateTimeField(verbose_name='lấy số liệu lúc')),
                    ('submitted_at', models.DateTimeField(null=True, verbose_name='trình lúc')),
                    ('signer_title', models.CharField(blank=True, max_length=120, verbose_name='chức vụ người trình')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='phê duyệt lúc')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('period', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consolidation', to='reporting.reportingperiod', verbose_name='kỳ báo cáo')),
                ],
                options={
                    'verbose_name': 'tổng hợp báo cáo',
                    'verbose_name_plural': 'tổng hợp báo cáo',
                    'indexes': [],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'approved']), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='submitted_consolidation_has_signer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='approved_consolidation_has_leader')],
                },
            ), migrations.CreateModel(
                name='ConsolidationDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('form', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel')], max_length=4, verbose_name='dạng')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 của nội dung')),
                    ('made_at', models.DateTimeField(verbose_name='tạo lúc')),
                    ('consolidation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reporting.consolidation')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ],
                options={
                    'verbose_name': 'bản in tổng hợp',
                    'verbose_name_plural': 'bản in tổng hợp',
                    'constraints': [models.UniqueConstraint(fields=('consolidation', 'sha256', 'form'), name='form_once_per_content')],
                    'indexes': [],
                },
            ), migrations.CreateModel(
                name='ConsolidationHistory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.CharField(max_length=60, verbose_name='bước')),
                    ('from_state', models.CharField(max_length=40, verbose_name='từ trạng thái')),
                    ('to_state', models.CharField(max_length=40, verbose_name='sang trạng thái')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='reporting.consolidation')),
                ],
                options={
                    'verbose_name': 'diễn biến tổng hợp',
                    'verbose_name_plural': 'diễn biến tổng hợp',
                    'ordering': ['at', 'pk'],
                    'abstract': False,
                    'indexes': [],
                    'constraints': [],
                },
            ), migrations.CreateModel(
                name='ConsolidationSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                    ('key', models.SlugField(verbose_name='khóa')),
                    ('title', models.CharField(max_length=250, verbose_name='mục')),
                    ('gathered', models.TextField(blank=True, verbose_name='lời của các đơn vị')),
                    ('text', models.TextField(blank=True, verbose_name='nội dung')),
                    ('consolidation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='reporting.consolidation')),
                ],
                options={
                    'verbose_name': 'mục tổng hợp',
                    'verbose_name_plural': 'mục tổng hợp',
                    'ordering': ['order'],
                    'constraints': [models.UniqueConstraint(fields=('consolidation', 'key'), name='consolidated_section_once')],
                    'indexes': [],
                },
            ), migrations.CreateModel(
                name='ConsolidationSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('left_out', models.TextField(blank=True, verbose_name='lý do không đưa vào')),
                    ('consolidation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='reporting.consolidation')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='đơn vị')),
                    ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.reportversion', verbose_name='bản báo cáo')),
                ],
                options={
                    'verbose_name': 'nguồn tổng hợp',
                    'verbose_name_plural': 'nguồn tổng hợp',
                    'ordering': ['organisation__name', 'pk'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('consolidation', 'organisation'), name='source_once')],
                },
            ), migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_before', models.DateField(verbose_name='hạn cũ')),
                    ('due_on', models.DateField(verbose_name='hạn mới')),
                    ('reason', models.TextField(verbose_name='lý do')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gia hạn')),
                    ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='reporting.obligation')),
                ],
                options={
                    'verbose_name': 'gia hạn báo cáo',
                    'verbose_name_plural': 'gia hạn báo cáo',
                    'ordering': ['at', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('due_before'))), name='extension_gives_time')],
                    'indexes': [],
                },
            ), migrations.CreateModel(
                name='FlagAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('flag', models.CharField(max_length=80, verbose_name='mã lưu ý')),
                    ('sentence', models.CharField(max_length=500, verbose_name='giải trình')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người giải trình')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flag_answers', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'giải trình lưu ý',
                    'verbose_name_plural': 'giải trình lưu ý',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('report', 'flag'), name='flag_answered_once')],
                    'indexes': [],
                },
            ), migrations.CreateModel(
                name='HalfYearReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'Đang soạn'), ('submitted', 'Đã ký, đã gửi'), ('returned', 'Trả lại để sửa'), ('accepted', 'Đã chấp nhận')], default='draft', max_length=10, verbose_name='trạng thái')),
                    ('drafted_at', models.DateTimeField(null=True, verbose_name='dự thảo lúc')),
                    ('submitted_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                    ('signer_title', models.CharField(blank=True, max_length=120, verbose_name='chức vụ người ký')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 của bản đã gửi')),
                    ('nil_reason', models.TextField(blank=True, verbose_name='lý do không có hoạt động')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='half_year_reports', to='accounts.organisation', verbose_name='đơn vị')),
                    ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reporting.reportingperiod', verbose_name='kỳ báo cáo')),
                ],
                options={
                    'verbose_name': 'báo cáo 6 tháng',
                    'verbose_name_plural': 'báo cáo 6 tháng',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('period', 'organisation'), name='one_report_per_unit_and_period'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'accepted']), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='sent_report_has_signer')],
                },
            ), migrations.CreateModel(
                name='Obligation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_on', models.DateField(verbose_name='hạn gửi')),
                    ('made_at', models.DateTimeField(verbose_name='giao lúc')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_obligations', to='accounts.organisation', verbose_name='đơn vị')),
                    ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='reporting.reportingperiod', verbose_name='kỳ báo cáo')),
                ],
                options={
                    'verbose_name': 'nhiệm vụ báo cáo',
                    'verbose_name_plural': 'nhiệm vụ báo cáo',
                    'ordering': ['organisation__name', 'pk'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('period', 'organisation'), name='obligation_once')],
                },
            ), migrations.CreateModel(
                name='ReportDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('form', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel')], max_length=4, verbose_name='dạng')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 của bản đã gửi')),
                    ('made_at', models.DateTimeField(verbose_name='tạo lúc')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'bản in báo cáo',
                    'verbose_name_plural': 'bản in báo cáo',
                    'constraints': [models.UniqueConstraint(fields=('report', 'sha256', 'form'), name='form_once_per_sending')],
                    'indexes': [],
                },
            ), migrations.CreateModel(
                name='ReportHistory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.CharField(max_length=60, verbose_name='bước')),
                    ('from_state', models.CharField(max_length=40, verbose_name='từ trạng thái')),
                    ('to_state', models.CharField(max_length=40, verbose_name='sang trạng thái')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'diễn biến báo cáo',
                    'verbose_name_plural': 'diễn biến báo cáo',
                    'ordering': ['at', 'pk'],
                    'abstract': False,
                    'indexes': [],
                    'constraints': [],
                },
            ), migrations.CreateModel(
                name='ReportLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveIntegerField(verbose_name='thứ tự')),
                    ('content', models.CharField(max_length=400, verbose_name='nội dung hỗ trợ')),
                    ('title', models.CharField(max_length=300, verbose_name='hoạt động')),
                    ('starts_on', models.DateField(verbose_name='từ ngày')),
                    ('ends_on', models.DateField(verbose_name='đến ngày')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='địa điểm')),
                    ('products', models.PositiveIntegerField(verbose_name='số sản phẩm')),
                    ('establishments', models.PositiveIntegerField(verbose_name='số cơ sở')),
                    ('amount', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='kinh phí (đồng)')),
                    ('results', models.JSONField(default=dict, help_text='{chỉ tiêu: giá trị}', verbose_name='kết quả')),
                    ('corrections', models.JSONField(default=dict, help_text='{cột: {recorded: số đã ghi, value: số sửa, reason: lý do}}', verbose_name='sửa so với số đã ghi')),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_lines', to='support_plans.activity')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'dòng báo cáo',
                    'verbose_name_plural': 'dòng báo cáo',
                    'ordering': ['order'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('report', 'activity'), name='activity_once_per_report')],
                },
            ), migrations.CreateModel(
                name='ReportPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('evidence', 'Tài liệu kèm theo'), ('edited', 'Bản sửa trong Word')], max_length=10, verbose_name='loại')),
                    ('added_at', models.DateTimeField(verbose_name='thêm lúc')),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thêm')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='tệp')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reporting.halfyearreport')),
                    ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reporting.reportversion', verbose_name='của bản đã gửi')),
                ],
                options={
                    'verbose_name': 'tài liệu của báo cáo',
                    'verbose_name_plural': 'tài liệu của báo cáo',
                    'ordering': ['pk'],
                    'indexes': [],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'evidence'), ('version__isnull', True)), models.Q(('kind', 'edited'), ('version__isnull', False)), _connector='OR'), name='edited_paper_has_its_version')],
                },
            ), migrations.CreateModel(
                name='ReportRegime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(verbose_name='mã')),
                    ('name', models.CharField(max_length=250, verbose_name='tên báo cáo')),
                    ('basis', models.TextField(verbose_name='căn cứ')),
                    ('who', models.CharField(choices=[('tasks', 'Đơn vị có nhiệm vụ trong kế hoạch hỗ trợ'), ('departments', 'Sở Công Thương các tỉnh và Cục (phần ngoài các tỉnh)')], default='tasks', max_length=12, verbose_name='đơn vị báo cáo')),
                    ('outline', models.JSONField(verbose_name='đề cương')),
                    ('forms', models.JSONField(blank=True, default=list, verbose_name='biểu số liệu')),
                    ('calendar', models.JSONField(default=list, verbose_name='lịch các kỳ')),
                    ('reminders', models.JSONField(default=list, verbose_name='nhắc hạn (số ngày so với hạn gửi)')),
                    ('flag_share', models.DecimalField(decimal_places=2, default=Decimal('0.50'), help_text='0,50 là: tiền lệch quá một nửa so với kỳ trước hoặc so với kế hoạch năm', max_digits=4, verbose_name='tỷ lệ chênh lệch phải lưu ý')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='hiệu lực từ')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết')),
                    ('kept_from', models.DateField(blank=True, null=True, verbose_name='cổng theo dõi các kỳ bắt đầu từ')),
                    ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='nơi nhận')),
                ],
                options={
                    'verbose_name': 'chế độ báo cáo',
                    'verbose_name_plural': 'chế độ báo cáo',
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='regime_version_once')],
                },
            ), migrations.CreateModel(
                name='ReportRemark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='cần sửa')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lại')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='reporting.reportsection')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='reporting.reportversion')),
                ],
                options={
                    'verbose_name': 'ý kiến trả lại',
                    'verbose_name_plural': 'ý kiến trả lại',
                    'ordering': ['section__order'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('version', 'section'), name='remark_once_per_section')],
                },
            ), migrations.CreateModel(
                name='ReportSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                    ('key', models.SlugField(verbose_name='khóa')),
                    ('title', models.CharField(max_length=250, verbose_name='mục')),
                    ('proposed', models.TextField(blank=True, verbose_name='câu đề xuất từ số liệu')),
                    ('text', models.TextField(blank=True, verbose_name='nội dung')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'mục báo cáo',
                    'verbose_name_plural': 'mục báo cáo',
                    'ordering': ['order'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='section_once_per_report')],
                },
            ), migrations.CreateModel(
                name='ReportTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                    ('key', models.SlugField(verbose_name='khóa')),
                    ('form', models.JSONField(verbose_name='mẫu biểu')),
                    ('rows', models.JSONField(default=list, verbose_name='số liệu')),
                    ('recorded', models.JSONField(default=dict, verbose_name='số đã ghi trên cổng')),
                    ('is_nothing', models.BooleanField(default=False, verbose_name='không phát sinh')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='reporting.halfyearreport')),
                ],
                options={
                    'verbose_name': 'biểu số liệu của báo cáo',
                    'verbose_name_plural': 'biểu số liệu của báo cáo',
                    'ordering': ['order'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='table_once_per_report')],
                },
            ), migrations.CreateModel(
                name='ReportVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='lần gửi')),
                    ('content', models.TextField(verbose_name='nội dung đã gửi (JSON)')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('sent_at', models.DateTimeField(verbose_name='gửi lúc')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reporting.halfyearreport')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ký')),
                ],
                options={
                    'verbose_name': 'bản báo cáo đã gửi',
                    'verbose_name_plural': 'bản báo cáo đã gửi',
                    'ordering': ['number'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='report_version_once')],
                },
            ), migrations.CreateModel(
                name='ReportingPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='tên kỳ')),
                    ('starts_on', models.DateField(verbose_name='từ ngày')),
                    ('ends_on', models.DateField(verbose_name='đến ngày')),
                    ('cut_off_on', models.DateField(verbose_name='ngày chốt số liệu')),
                    ('due_on', models.DateField(verbose_name='hạn gửi')),
                    ('closes_on', models.DateField(blank=True, null=True, verbose_name='nhận đến hết ngày')),
                    ('opened_at', models.DateTimeField(null=True, verbose_name='giao nhiệm vụ báo cáo lúc')),
                    ('regime', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='reporting.reportregime')),
                ],
                options={
                    'verbose_name': 'kỳ báo cáo',
                    'verbose_name_plural': 'kỳ báo cáo',
                    'ordering': ['-starts_on'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('regime', 'starts_on'), name='period_once_per_regime'), models.CheckConstraint(condition=models.Q(('cut_off_on__gte', models.F('ends_on')), ('due_on__gte', models.F('cut_off_on')), ('ends_on__gt', models.F('starts_on'))), name='period_dates_in_order')],
                },
            ), migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='tên bảng')),
                    ('query', models.CharField(help_text='Chuỗi truy vấn của trang thống kê', max_length=400, verbose_name='lựa chọn')),
                    ('saved_at', models.DateTimeField(verbose_name='lưu lúc')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lưu')),
                ],
                options={
                    'verbose_name': 'bảng thống kê đã lưu',
                    'verbose_name_plural': 'bảng thống kê đã lưu',
                    'ordering': ['name', 'pk'],
                    'indexes': [],
                    'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_name_once')],
                },
            )],
        ),
    ]
