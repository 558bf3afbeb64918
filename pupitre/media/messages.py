"""Why a file is not taken."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "too_heavy": _("This file weighs more than %(most)s MB. Nothing was saved: make it lighter and try again."),
    "bomb": _(
        "This picture is too large to be opened safely. Nothing was saved: use one of at most %(most)s megapixels."
    ),
    "frames": _("This animation has more than %(most)s images. Nothing was saved: use a shorter one."),
    "broken": _(
        "This picture is incomplete or damaged. Nothing was saved: save it again where it comes from, or use another."
    ),
    "lost": _("The file of this picture is no longer on this machine. Take the picture out and add it again."),
    "not_a_picture": _(
        "This file is not a picture that the desk reads (JPEG, PNG, WebP, GIF, HEIC, AVIF). Nothing was saved."
    ),
    "cannot_fit": _("This picture can't be made to weigh less than %(most)s MB. Use a smaller one."),
    "empty": _("This file is empty. Nothing was saved."),
}
