"""What the WordPress connector has to say, in English, marked for translation. Rendered by web."""

from pupitre.networks.messages import N_

SITE = N_("Address of the blog")
SITE_HELP = N_("For example blog.example.org, or www.example.org/blog when it lives in a folder.")
LOGIN = N_("User name")
LOGIN_HELP = N_("The name you sign in with on WordPress. It needs the role Author, Editor or Administrator.")
PASSWORD = N_("Application password")
PASSWORD_HELP = N_(
    "Not the password you sign in with: in WordPress, open Users → Profile → Application Passwords, write “Pupitre” "
    "and press Add. You can take it back there at any time."
)

SENTENCES = {
    "about": N_("Articles on a WordPress blog, with an application password."),
    "site": SITE,
    "site_help": SITE_HELP,
    "login": LOGIN,
    "login_help": LOGIN_HELP,
    "password": PASSWORD,
    "password_help": PASSWORD_HELP,
    "site_empty": N_("Write the address of the blog, such as https://blog.example.org."),
    "site_absent": N_("%(url)s does not exist: the site answers, but it has no such page. Check the address."),
    "login_empty": N_("Write the user name and the application password that you made for the desk in WordPress."),
    "needs_https": N_(
        "%(host)s has to be reached over https, or the password would travel in the clear. Ask whoever runs the site "
        "for https (most hosts give it for free), then write the address with https://. The password was not sent."
    ),
    "not_wordpress": N_(
        "%(host)s answers, but it does not look like a WordPress site. Check the address: it is the one visitors use, "
        "with its folder if it has one. The password was not sent."
    ),
    "rest_closed": N_(
        "%(host)s is a WordPress site, but its REST API is closed, which programs such as this desk need. A security "
        "plugin or the host usually does that: allow the REST API (/wp-json/) for signed-in users there, then connect "
        "again."
    ),
    "app_passwords_off": N_(
        "Application passwords are switched off on %(host)s. A security plugin often does it, or the site does not "
        "know that it is reached over https. Allow them there (Users → Profile must show “Application Passwords”), "
        "then connect again."
    ),
    "login_wrong": N_(
        "%(host)s does not accept this user name with this application password. Check both, or make a new application "
        "password in WordPress under Users → Profile."
    ),
    "password_kind": N_(
        "This does not look like an application password, which has 24 letters and digits: WordPress lets no program "
        "in with the password you sign in with. Make an application password under Users → Profile and write it here."
    ),
    "header_stripped": N_(
        "The user name and the application password are right, but %(host)s drops them before WordPress sees them. Ask "
        "the host to pass on the Authorization header; on Apache, this line in .htaccess does it: "
        'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1'
    ),
    "login_unknown": N_(
        "%(host)s does not know who we are. Either the user name or the application password is wrong, or the host "
        "drops them on the way: check both, then ask the host to pass on the Authorization header."
    ),
    "role_publish": N_(
        "This account may not publish on %(host)s. Ask an administrator of the blog to give it the role Author or "
        "Editor (Users → its name → Role). Nothing was published."
    ),
    "role_edit": N_(
        "WordPress does not let this account change that article: “%(reason)s”. Nothing was changed. An Editor may: "
        "ask an administrator of the blog for that role, or change the article there."
    ),
    "role_delete": N_(
        "WordPress does not let this account delete that article: “%(reason)s”. It is still there. An Editor may: ask "
        "an administrator of the blog for that role, or delete it there."
    ),
    "role_media": N_(
        "WordPress does not let this account upload pictures: “%(reason)s”. Nothing was published. Ask an "
        "administrator of the blog for the role Author or Editor, or take the pictures out for this channel."
    ),
    "role_terms": N_(
        "WordPress does not let this account choose these categories or tags: “%(reason)s”. Nothing was published. "
        "Take them out for this channel, or ask an administrator of the blog."
    ),
    "category_missing": N_(
        "The blog has no category “%(category)s” and does not let this account make one. Nothing was published. "
        "Choose another, or make it in WordPress (Posts → Categories), then plan the article again."
    ),
    "upload_refused": N_(
        "WordPress refused a file: “%(reason)s”. Nothing was published. Replace the picture by a JPEG, PNG or WebP, "
        "or take it out, then plan the article again."
    ),
    "too_heavy": N_(
        "%(host)s takes no file or text of this weight. Nothing was published. Make the pictures lighter, or ask the "
        "host for a higher limit, then plan the article again."
    ),
    "blocked": N_(
        "%(host)s blocked our request: “%(reason)s”. Nothing was published. A firewall or a security plugin usually "
        "does that: ask whoever runs the site to let this desk in, then plan the article again."
    ),
    "moved": N_(
        "The blog now lives elsewhere (%(place)s). Nothing was published. Connect that address as a new channel, then "
        "plan there what waits here."
    ),
    "maintenance": N_(
        "%(host)s is under maintenance. Nothing was published; we try again by ourselves when the blog is back."
    ),
    "post_gone": N_(
        "This article is no longer on the blog: somebody deleted it there, or put it in the trash. Nothing was changed; "
        "bring it back in WordPress (Posts → Trash), or send it as a new article."
    ),
    "trash_none": N_(
        "This blog keeps no trash, so deleting would be for ever, which the desk does not do. The article is still "
        "there; delete it in WordPress."
    ),
    "doubled": N_(
        "The article stands twice on %(host)s (its address ends with %(slug)s). Nothing more is sent. Put one of the "
        "two in the trash in WordPress, then look again here."
    ),
    "reply_none": N_("WordPress articles answer nobody. Nothing was published; send it as an article of its own."),
    "look_unreadable": N_("%(host)s gave an answer we can't read. Nothing was published; we try again by ourselves."),
    "look_server_error": N_(
        "%(host)s answered with an error of its own (%(status)s). Nothing was published; we try again by ourselves."
    ),
    "look_interrupted": N_(
        "The connection with %(host)s broke before the answer came. Nothing was published; we try again by ourselves."
    ),
    "lacks_poll": N_("WordPress has no polls of its own. Ask the question in the text."),
    "lacks_thread": N_("A blog has articles, not threads: this channel gets one article."),
    "lacks_reply": N_("Articles of a blog answer nobody. Answer their comments in WordPress."),
    "lacks_warning": N_("WordPress has no content warning. Write it at the top of the article."),
    "lacks_card": N_("A blog shows no preview of a link: put the link in the text."),
    "lacks_language": N_("WordPress keeps one language for the whole site, not one per article."),
    "lacks_likes": N_("WordPress has no likes of its own, so it tells none."),
    "lacks_reposts": N_("Articles of a blog are not reposted: there is nothing to count."),
    "lacks_quotes": N_("WordPress does not count who quotes an article."),
    "lacks_views": N_("WordPress itself does not count visits: they are not told."),
    "lacks_followers": N_("WordPress does not tell how many people follow a blog."),
    "lacks_media": N_(
        "This account may not upload pictures on the blog. Ask an administrator for the role Author or Editor, then "
        "check the channel again."
    ),
    "lacks_edit": N_(
        "This account may not change an article once it is out. Ask an administrator for the role Author or Editor."
    ),
    "lacks_delete": N_(
        "This account may not delete an article once it is out. Ask an administrator for the role Author or Editor."
    ),
    "revoke_by_hand": N_(
        "In WordPress, open Users → Profile → Application Passwords and revoke the one that you made for the desk."
    ),
    "revoke_none": N_("%(host)s lets no program delete an application password."),
}
