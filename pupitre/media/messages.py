"""Why a file is not taken, and why files can't be had at all."""

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
    "away": _(
        "The place where the desk keeps its pictures does not answer. Nothing was lost, and this one was not saved: try again in a few minutes."
    ),
    "lost": _(
        "The file of this picture is no longer where the desk keeps its pictures. Take the picture out and add it again."
    ),
    "not_a_picture": _(
        "This file is not a picture that the desk reads (JPEG, PNG, WebP, GIF, HEIC, AVIF). Nothing was saved."
    ),
    "cannot_fit": _("This picture can't be made to weigh less than %(most)s MB. Use a smaller one."),
    "full": _(
        "The pictures of this brand have used up their %(most)s GB. Nothing was saved: whoever runs the desk can give "
        "them more room (PUPITRE_MEDIA_MOST)."
    ),
    "empty": _("This file is empty. Nothing was saved."),
}

UNSHOWN = _("The place where the desk keeps its pictures does not answer. Nothing is lost: try again in a minute.")
AWAY = {
    "unreachable": (
        _("The storage of the pictures can’t be reached."),
        _("See whether it runs, and whether PUPITRE_MEDIA_ENDPOINT is its address and lets this machine in."),
    ),
    "slow": (
        _("The storage of the pictures answers too slowly, or that it is busy."),
        _("Wait some minutes; when it stays so, ask who runs the storage."),
    ),
    "broke_off": (
        _("The storage of the pictures broke off in the middle of a file."),
        _("Try again; when it stays so, see what is between this machine and the storage (a proxy, a firewall)."),
    ),
    "certificate": (
        _("The certificate of the storage is not believed."),
        _(
            "See whether PUPITRE_MEDIA_ENDPOINT has the name that its certificate is for; SSL_CERT_FILE names an authority of your own."
        ),
    ),
    "key": (
        _("The storage of the pictures does not know this key, or its secret is another one."),
        _("Copy PUPITRE_MEDIA_KEY and PUPITRE_MEDIA_SECRET from its provider again, then start anew."),
    ),
    "right": (
        _("The storage of the pictures does not let this key do that."),
        _("Give the key the right to read, write, list and delete in the bucket."),
    ),
    "no_bucket": (
        _("There is no such bucket."),
        _("Make it at its provider, private, or write its name into PUPITRE_MEDIA_BUCKET as it is there."),
    ),
    "region": (
        _("The bucket lies in another region than PUPITRE_MEDIA_REGION says."),
        _("Write the region as the provider shows it, and the endpoint of that region."),
    ),
    "clock": (
        _("The clock of this machine is too far from that of the storage: every call is refused."),
        _("Set this machine’s clock (timedatectl set-ntp true)."),
    ),
    "full": (
        _("The storage of the pictures is full, or takes no file that large."),
        _("Make room at its provider, or raise the bucket’s limit."),
    ),
    "odd": (
        _("The storage of the pictures answers something that the desk does not know."),
        _("See whether PUPITRE_MEDIA_ENDPOINT is the address of a storage that speaks S3."),
    ),
}
"""what is so, and the mend"""
