"""The newest run of a need, and the newest of all, straight from an index; the new ones stand before the old one goes."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("demand", "0002_due_needs"),
        ("matching", "0011_shortlists_name_their_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matchrun",
            index=models.Index(fields=["need", "-created_at", "-id"], name="run_of_need"),
        ),
        migrations.AddIndex(
            model_name="matchrun",
            index=models.Index(fields=["-created_at", "-id"], name="run_newest"),
        ),
        migrations.RemoveIndex(model_name="matchrun", name="run_latest"),
    ]
