<?php
/**
 * What plugins and hosts do to a blog, switched on by the name written in the file DB_DIR/quirk.
 * A must-use plugin: WordPress loads it by itself from wp-content/mu-plugins.
 */
$quirk = @file_get_contents(DB_DIR . 'quirk');
$is_rest = str_contains($_SERVER['REQUEST_URI'] ?? '', '/wp-json/') || isset($_GET['rest_route']);

switch ($quirk) {
    case 'rest_for_nobody': // as security plugins do
        add_filter('rest_authentication_errors', fn() => new WP_Error('rest_disabled', 'The REST API is disabled on this site.', ['status' => 403]));
        break;
    case 'rest_for_members':
        add_filter('rest_authentication_errors', fn($so_far) => $so_far ?: (is_user_logged_in() ? $so_far : new WP_Error('rest_login_required', 'Members only.', ['status' => 401])));
        break;
    case 'rest_blocked_by_firewall':
        if ($is_rest) {
            http_response_code(403);
            header('Content-Type: text/html');
            exit('<!DOCTYPE html><title>403 Forbidden</title><h1>Your request was blocked</h1>');
        }
        break;
    case 'header_stripped': // as FastCGI does unless told otherwise
        unset($_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['HTTP_AUTHORIZATION']);
        break;
    case 'app_passwords_off':
        add_filter('wp_is_application_passwords_available', '__return_false');
        break;
    case 'warnings_printed': // display_errors left on
        add_action('rest_api_init', function () {
            echo "<br />\n<b>Warning</b>: Undefined array key \"x\" in <b>/plugin.php</b> on line <b>12</b><br />\n";
        });
        break;
    case 'slugs_rewritten':
        add_filter('wp_insert_post_data', function ($data) {
            $data['post_name'] = $data['post_type'] === 'post' ? 'rewritten-' . wp_rand() : $data['post_name'];
            return $data;
        });
        break;
    case 'dies_after_saving': // 500 with the article already there
        add_action('rest_after_insert_post', function () {
            http_response_code(500);
            exit('<p>There has been a critical error on this website.</p>');
        });
        break;
    case 'answers_a_page_after_saving': // 200, but not ours to read
        add_action('rest_after_insert_post', fn() => exit('<!DOCTYPE html><p>Welcome</p>'));
        break;
    case 'too_many_requests':
        if ($is_rest) {
            http_response_code(429);
            header('Retry-After: 120');
            exit('Slow down');
        }
        break;
}
