from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def first_versions(apps: Any, _schema: Any) -> None:
    """Every programme that is there already is the first version of its own family."""
    apps.get_model("reference", "Programme").objects.update(family=models.F("code"))


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0002_standards_that_join'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='applies_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='applies_to',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='family',
            field=models.CharField(db_index=True, max_length=36, default=''),
        ),
        migrations.AddField(
            model_name='programme',
            name='level_max',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='level_min',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='made_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='programme',
            name='min_members',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='origin',
            field=models.CharField(choices=[('file', '함께 온 자료'), ('office', '운영기관')], default='file', max_length=8),
        ),
        migrations.AddField(
            model_name='programme',
            name='plan_krw',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='plan_simulated',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='programme',
            name='regions',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='programme',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='reference.programme'),
        ),
        migrations.AddField(
            model_name='programme',
            name='requires',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='programme',
            name='result_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='security_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='sizes',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='programme',
            name='version',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="programme",
            name="family",
            field=models.CharField(db_index=True, max_length=36),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('family', 'version'), name='one_row_a_programme_version'),
        ),
    ]
