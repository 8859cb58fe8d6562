"""As what each organisation has said yes: those that said yes before are taken at the role that their version gave."""

from django.db import migrations, models
from django.db.models import Q

ROLES = [
    ("ansvarig", "Ansvarig verksamhet"),
    ("medagare", "Medägare"),
    ("medverkande", "Medverkande"),
    ("extern", "Extern part"),
]


def take_at_the_role(apps, schema_editor):
    """Whoever stands as co-owner in the tables, or in the version it was asked about, has written until now."""
    roles = apps.get_model("activities", "ActivityOrganisation").objects.filter(role="medagare")
    owning = set(roles.values_list("activity", "organisation"))
    answers = apps.get_model("activities", "Participation").objects.filter(Q(state="ja") | Q(before_dropped="ja"))
    for answer in answers.select_related("version"):
        asked = answer.version.content.get("co_owners", []) if answer.version else []
        owns = (answer.activity_id, answer.organisation_id) in owning or answer.organisation_id in asked
        answer.accepted_as = "medagare" if owns else "medverkande"
        answer.save(update_fields=["accepted_as"])


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="accepted_as",
            field=models.CharField(
                blank=True, choices=ROLES, default="", max_length=12, verbose_name="tackat ja som"
            ),
        ),
        migrations.RunPython(take_at_the_role, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=~Q(state="ja") | ~Q(accepted_as=""), name="accepted_as_something"
            ),
        ),
    ]
