"""The gallery and the address of the mark."""


def test_the_gallery_is_for_the_office(office_client, anyone_client, reader_client):
    assert office_client.get("/komponenter/").status_code == 200
    assert reader_client.get("/komponenter/").status_code == 403
    assert anyone_client.get("/komponenter/").status_code == 302


def test_the_gallery_shows_every_component(office_client, settings):
    page = office_client.get("/komponenter/")
    folder = settings.BASE_DIR / "templates" / "components"
    used = {template.name for template in page.templates}
    files = {f"components/{path.relative_to(folder)}" for path in folder.rglob("*.html")}
    assert files - used == set()
