<?php
// The handler's is_signed against the published vectors. Run: php vectors_test.php

require __DIR__ . '/handler.php';

$files = glob(__DIR__ . '/../../../vectors/signature/v1/*/*.json');
$wrong = [];
foreach ($files as $file) {
    $vector = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
    $signed = is_signed(base64_decode($vector['body_base64']), $vector['header'] ?? '', $vector['secret']);
    if ($signed !== ($vector['expected'] === 'valid')) {
        $wrong[] = basename($file) . ': ' . $vector['reason'];
    }
}
echo count($files), ' vectors, ', count($wrong), ' wrong', "\n", implode("\n", $wrong);
exit($files === [] || $wrong !== [] ? 1 : 0);
