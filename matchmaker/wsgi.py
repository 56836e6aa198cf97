import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")

from django.core.wsgi import get_wsgi_application

from matchmaker.lib.starting import refuse_unsafe, settle

application = get_wsgi_application()
refuse_unsafe()
settle()
