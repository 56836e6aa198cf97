import django.utils.timezone
from django.db import migrations, models


def drop_unfinished(apps, schema_editor):
    """What had not ended is asked for anew, as a job."""
    apps.get_model("matching", "ExposureCurve").objects.exclude(status="done").delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_fair_exposure")]

    operations = [
        migrations.RunPython(drop_unfinished, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="exposurecurve", name="one_curve_of_a_status"),
        migrations.AlterModelOptions(name="exposurecurve", options={"ordering": ["-finished_at", "-pk"]}),
        *(
            migrations.RemoveField(model_name="exposurecurve", name=name)
            for name in ("attempts", "created_at", "error", "lease_until", "requested_by", "status")
        ),
        migrations.AlterField(
            model_name="exposurecurve",
            name="finished_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
