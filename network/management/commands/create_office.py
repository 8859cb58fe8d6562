from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from network.models import User
from network.roles import ADMIN
from network.services.people import make_office


class Command(BaseCommand):
    """Makes the first of the project office, who is administrator too."""

    help = "Gör den första personen på projektkontoret, som också är administratör. Övriga bjuds in i portalen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address, a name, and whether there may be several."""
        parser.add_argument("email", metavar="E-POSTADRESS")
        parser.add_argument("--name", default="", metavar="NAMN", help="Namnet, inom citattecken.")
        parser.add_argument(
            "--another", action="store_true", help="Gör en till, fast det redan finns en administratör."
        )

    def handle(self, *args: object, email: str, name: str, another: bool, **options: object) -> None:
        """Make or complete the account, and tell how to log in."""
        known = User.objects.filter(email=email.strip().lower()).exists()
        others = User.objects.filter(is_active=True, groups__name=ADMIN.key)
        if others.exists() and not (known or another):
            raise CommandError(
                f"Det finns redan en administratör ({others[0].email}). Bjud in fler i portalen på /kontor/personer/, "
                "eller kör igen med --another."
            )
        try:
            user = make_office(email, name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages))
        done = "fanns redan och är nu" if known else "är"
        self.stdout.write(
            f"{user.name} ({user.email}) {done} projektkontor och administratör.\n"
            "Logga in på /konto/login/: skriv e-postadressen och välj Skicka en kod. Koden kommer med e-post.\n"
            "Ett lösenord kan väljas sedan, på Mitt konto. Bjud in de andra på /kontor/personer/."
        )
