"""The vocabulary of the templates."""

import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch

from activities.models import Activity
from skolaforst.templatetags import portal


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 12345|figure }}", "12\u00a0345"),
        ("{{ nothing|figure }}", ""),
        ("{{ 5|workdays }} {{ 1|workdays }} {{ 14|workdays }}", "fem arbetsdagar en arbetsdag 14 arbetsdagar"),
        ("{{ nothing|workdays }}", "några arbetsdagar"),
        ("{{ day|long_date }}", "24 november 2026"),
        ('{% translate "Mål" %}', "Mål"),
        ("{% url 'components' %}", "/komponenter/"),
        ("{% url 'components' as address %}{{ address }}", "/komponenter/"),
        ("{% url 'nowhere' as address %}[{{ address }}]", "[]"),
        ("{% static 'portal.css' %}", "/static/portal.css"),
        ("{{ '<Namnet> är namnet: Namnet.'|bold:'Namnet' }}", "&lt;Namnet&gt; är namnet: <b>Namnet</b>."),
        ("{{ 'Utan det'|bold:'Namnet' }}{{ 'Utan'|bold:'' }}", "Utan detUtan"),
    ],
)
def test_what_a_word_writes(source: str, text: str):
    assert render(source, day=datetime.date(2026, 11, 24), nothing=None) == text


def test_an_address_without_arguments_is_found_once():
    template = Template("{% url 'components' %}")
    assert template.render(Context()) == template.render(Context()) == "/komponenter/"
    assert list(template.nodelist[0].found.values()) == ["/komponenter/"]


def test_an_address_with_arguments_is_found_each_time():
    template = Template("{% url 'activity' pk %}")
    assert [template.render(Context({"pk": pk})) for pk in (1, 2)] == ["/aktiviteter/1/", "/aktiviteter/2/"]


def test_an_unknown_address_is_an_error():
    with pytest.raises(NoReverseMatch):
        render("{% url 'nowhere' %}")


def test_every_status_has_a_sign_and_a_word():
    for status in Activity.Status:
        html = portal.status(status)
        assert f"#{portal.SIGNS[status]}" in html
        assert str(status.label) in html


def test_a_chip_escapes_its_name():
    assert "&lt;b&gt;" in portal.chip("a", "<b>")


@pytest.mark.parametrize(
    ("path", "mark"),
    [("/komponenter/", ' aria-current="page"'), ("/komponenter/x/", ' aria-current="true"'), ("/annat/", "")],
)
def test_the_link_to_where_one_is_says_so(path: str, mark: str):
    assert render("{% here 'components' %}", request=RequestFactory().get(path)) == mark


def test_an_icon_is_silent_and_comes_from_the_sprite():
    assert portal.icon("ok") == (
        '<svg class="i" aria-hidden="true" focusable="false"><use href="/static/sprite.svg#ok"/></svg>'
    )
