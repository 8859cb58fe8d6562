"""Compiles every template: `python -m tests.check_templates`, a part of `make check`."""

import os
import sys


def faults() -> list[str]:
    """What is wrong, one line a template."""
    from django.conf import settings
    from django.template import TemplateSyntaxError, engines

    found = []
    root = settings.BASE_DIR / "templates"
    for path in sorted(file for file in root.rglob("*") if file.is_file()):
        try:
            engines["django"].get_template(str(path.relative_to(root)))
        except (TemplateSyntaxError, UnicodeDecodeError) as fault:
            found.append(f"{path.relative_to(settings.BASE_DIR)}: {fault}")
    return found


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.exit("\n".join(faults()) or 0)
