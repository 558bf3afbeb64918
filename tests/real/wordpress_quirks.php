<?php
/**
 * What plugins and hosts do to a blog, switched on by the file DB_DIR/quirk: {"name": …, "once": …, "retry_after": …}.
 * A must-use plugin: WordPress loads it by itself from wp-content/mu-plugins.
 *
 * With "once", it befalls the next create only (or, for page_instead_of_a_list, the next look), and the file goes.
 */
$order = json_decode((string) @file_get_contents(DB_DIR . 'quirk'), true) ?: ['name' => '', 'once' => false];
$path = ($_GET['rest_route'] ?? '') ?: (string) parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH);
$is_rest = str_contains($path, '/wp-json/') || isset($_GET['rest_route']);
$is_post = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
$is_meant = $order['name'] === 'page_instead_of_a_list' ? !$is_post && str_contains($path, '/wp/v2/posts') : $is_post && str_ends_with($path, '/wp/v2/posts');
$quirk = $order['once'] && !$is_meant ? '' : $order['name'];
if ($order['once'] && $is_meant) {
    unlink(DB_DIR . 'quirk');
}

$answer_and_stop = function (int $status, string $body, array $headers = []) {
    http_response_code($status);
    header('Content-Type: text/html');
    array_map('header', $headers);
    exit($body);
};

switch ($quirk) {
    case 'rest_for_nobody': // as security plugins do
        add_filter('rest_authentication_errors', fn() => new WP_Error('rest_disabled', 'The REST API is disabled on this site.', ['status' => 403]));
        break;
    case 'rest_for_members':
        add_filter('rest_authentication_errors', fn($so_far) => $so_far ?: (is_user_logged_in() ? $so_far : new WP_Error('rest_login_required', 'Members only.', ['status' => 401])));
        break;
    case 'rest_blocked_by_firewall':
        if ($is_rest) {
            $answer_and_stop(403, '<!DOCTYPE html><title>403 Forbidden</title><h1>Your request was blocked</h1>');
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
        add_action('rest_after_insert_post', fn() => $answer_and_stop(500, '<p>There has been a critical error on this website.</p>'));
        break;
    case 'answers_a_page_after_saving': // 200, but not ours to read
        add_action('rest_after_insert_post', fn() => $answer_and_stop(200, '<!DOCTYPE html><p>Welcome</p>'));
        break;
    case 'answer_cut_short': // the line breaks before the answer is whole
        add_action('rest_after_insert_post', fn() => $answer_and_stop(201, '{"id":', ['Content-Length: 5000']));
        break;
    case 'page_instead_of_a_list':
        if ($is_rest) {
            $answer_and_stop(200, '<!DOCTYPE html><p>Welcome</p>');
        }
        break;
    case 'too_many_requests':
        if ($is_rest) {
            $told = $order['retry_after'] ?? null;
            $answer_and_stop(429, 'Slow down', $told === null ? [] : ["Retry-After: $told"]);
        }
        break;
}
