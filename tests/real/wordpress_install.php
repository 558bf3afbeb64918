<?php
/**
 * Installs a blog without a browser and prints its accounts as one JSON object:
 * {"administrator": {"login": …, "password": …, "application_password": …}, "editor": …, "author": …, "subscriber": …}
 *
 * Environment: BLOG_FOLDER (where wp-load.php is), BLOG_ADDRESS (http://127.0.0.1:port), BLOG_NAME, BLOG_TIMEZONE.
 */
$address = getenv('BLOG_ADDRESS');
$_SERVER['HTTP_HOST'] = substr($address, strlen('http://'));
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);

require getenv('BLOG_FOLDER') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true'); // no mail leaves

function account(string $login, string $role): array
{
    $password = "$login-signs-in";
    $user = get_user_by('login', $login);
    $id = $user ? $user->ID : wp_insert_user([
        'user_login' => $login, 'user_pass' => $password, 'user_email' => "$login@example.test", 'role' => $role,
    ]);
    [$application_password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Pupitre']);
    return ['login' => $login, 'password' => $password, 'application_password' => $application_password];
}

wp_install(getenv('BLOG_NAME'), 'ada', 'ada@example.test', true, '', 'ada-signs-in');
global $wp_rewrite;
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', getenv('BLOG_TIMEZONE'));
update_option('comment_moderation', 0);
$wp_rewrite->init();
flush_rewrite_rules(false);

echo json_encode([
    'administrator' => account('ada', 'administrator'),
    'editor' => account('edith', 'editor'),
    'author' => account('arthur', 'author'),
    'subscriber' => account('sam', 'subscriber'),
]);
