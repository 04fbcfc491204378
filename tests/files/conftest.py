import boto3
import pytest
from moto.server import ThreadedMotoServer


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    """Each test has a store of its own."""
    folder = tmp_path / "store"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    }
    return folder


@pytest.fixture
def s3(settings):
    """An S3 server of our own in this process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    place = {"endpoint_url": f"http://{host}:{port}", "region_name": "us-east-1"}
    boto3.client("s3", aws_access_key_id="test", aws_secret_access_key="test", **place).create_bucket(Bucket="cnnt")
    as_in_production = {
        "signature_version": "s3v4",
        "default_acl": "private",
        "querystring_auth": True,
        "file_overwrite": False,
    }
    options = {"bucket_name": "cnnt", "access_key": "test", "secret_key": "test"} | place | as_in_production
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }
    yield
    server.stop()
