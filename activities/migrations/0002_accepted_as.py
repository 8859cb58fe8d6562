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
    """The role in the tables is the one it has had until now; who stands in none said yes to what it was asked about."""
    roles = apps.get_model("activities", "ActivityOrganisation").objects.values_list("activity", "organisation", "role")
    held = {(activity, organisation): role for activity, organisation, role in roles}
    answers = apps.get_model("activities", "Participation").objects.filter(Q(state="ja") | Q(before_dropped="ja"))
    for answer in answers.select_related("version"):
        asked = answer.version.content.get("co_owners", []) if answer.version else []
        said = "medagare" if answer.organisation_id in asked else "medverkande"
        role = held.get((answer.activity_id, answer.organisation_id), said)
        answer.accepted_as = role if role in ("medagare", "medverkande") else "medagare"  # who leads has written
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
        migrations.AddField(
            model_name="participation",
            name="helps_only",
            field=models.BooleanField(default=False, verbose_name="vill inte vara medägare"),
        ),
        migrations.RunPython(take_at_the_role, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=~Q(state="ja") | ~Q(accepted_as=""), name="accepted_as_something"
            ),
        ),
    ]
