"""What happens while bytes arrive."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file and stops writing past the limit, so that nobody fills the disk.

    The upload keeps one byte too many, so the field refuses it with the sentence about size.
    """

    def new_file(self, *args, **options):
        super().new_file(*args, **options)
        self.kept = 0

    def receive_data_chunk(self, raw_data, start):
        room = settings.FILES_MAX_BYTES + 1 - self.kept
        if room > 0:
            self.kept += len(raw_data[:room])
            self.file.write(raw_data[:room])
