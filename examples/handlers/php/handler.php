<?php
// A webhook handler for Ploton in plain PHP. Run: PLOTON_WEBHOOK_SECRET=whsec_… php -S localhost:3000 handler.php

/** True when the header is the signature of these bytes. Two headers arrive as one text, "a, b", and are refused. */
function is_signed(string $body, string $header, string $secret): bool
{
    return hash_equals(hash_hmac('sha256', $body, $secret), $header);
}

/** Your work goes here. Ignore the events you don't need. */
function handle(array $event): void
{
    error_log(($event['event'] ?? '') . ' ' . ($event['task_id'] ?? ''));
}

/** Handles an event unless this signature was handled before. In production: a unique column, in one transaction. */
function handle_once(array $event, string $signature, string $file): void
{
    $store = fopen($file, 'c+');
    flock($store, LOCK_EX);
    $handled = explode("\n", stream_get_contents($store));
    if (!in_array($signature, $handled, true)) {
        handle($event);
        fwrite($store, $signature . "\n");
    }
    fclose($store);
}

/** What to answer to a request with this body. */
function receive(string $body, string $signature, string $secret, string $file): int
{
    if (!is_signed($body, $signature, $secret)) {
        return 401;
    }
    $event = json_decode($body, true);
    if (!is_array($event)) {
        return 400;
    }
    // An event that is sent again has the same bytes, hence the same signature.
    handle_once($event, $signature, $file);
    return 200;
}

// On the command line there is no request: a test takes the functions.
if (PHP_SAPI === 'cli') {
    return;
}

$secret = getenv('PLOTON_WEBHOOK_SECRET');
if ($secret === false || $secret === '') {
    http_response_code(500);
    exit('Set PLOTON_WEBHOOK_SECRET');
}
$file = getenv('HANDLED_FILE') ?: sys_get_temp_dir() . '/ploton-handled.txt';
$route = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($route === 'POST /webhook') {
    // The raw body: $_POST and json_decode come too late, the signature covers the bytes.
    $body = file_get_contents('php://input');
    http_response_code(receive($body, $_SERVER['HTTP_X_PLOTON_SIGNATURE'] ?? '', $secret, $file));
} elseif ($route === 'GET /effects') {
    echo is_file($file) ? count(file($file)) : 0;
} else {
    http_response_code(404);
}
