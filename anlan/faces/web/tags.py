"""What templates can say beyond Django's own words."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def command() -> SafeString:
    """Write the hidden field with the key of a command, so that a form sent twice is done once."""
    return format_html('<input type="hidden" name="command" value="{}">', uuid.uuid4())
