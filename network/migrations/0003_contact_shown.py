from typing import Any

from django.db import migrations, models


def keep_choice(apps: Any, schema_editor: Any) -> None:
    apps.get_model("network", "ContactPerson").objects.filter(show_publicly=True).update(shown="namn")


def keep_choice_back(apps: Any, schema_editor: Any) -> None:
    apps.get_model("network", "ContactPerson").objects.exclude(shown="inget").update(show_publicly=True)


class Migration(migrations.Migration):
    dependencies = [("network", "0002_organisation_name_search")]

    operations = [
        migrations.AddField(
            "contactperson",
            "shown",
            models.CharField(
                choices=[
                    ("inget", "Inget: bara att verksamheten har en kontaktperson"),
                    ("namn", "Ditt namn"),
                    ("adress", "Ditt namn och din e-postadress i arbetet"),
                ],
                default="inget",
                max_length=10,
                verbose_name="visas för alla",
            ),
        ),
        migrations.RunPython(keep_choice, keep_choice_back),
        migrations.RemoveField("contactperson", "show_publicly"),
    ]
