from django import template

from cnnt_portal.accounts import demo

register = template.Library()


@register.simple_tag
def demo_people():
    """Nobody outside the embedded mode."""
    return demo.shown()


@register.simple_tag
def demo_password():
    return demo.PASSWORD
