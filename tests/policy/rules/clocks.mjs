// SPDX-License-Identifier: MIT
// What waits, expires or is silent is measured by a clock that nobody sets: the time of day may jump.
import { code_lines, matching_lines } from '../tree.mjs';

const reads_time_of_day = new RegExp(
    [
        String.raw`\b(?:system|utc|tai|gps|file)_clock::now\b`,
        String.raw`\bhigh_resolution_clock\b`, // some libraries have it as the time of day
        String.raw`\b(?:gettimeofday|timespec_get)\s*\(`,
        String.raw`(?:\bstd|(?<!\w))::time\s*\(`,
        String.raw`\bCLOCK_(?:REALTIME|TAI)\w*`,
    ].join('|'),
);

// Those who show it to somebody: the log, a handshake, the header `Date`, when the process began. And
// those who read it in what a server sends: the dates on which cookies end.
const may_read = [
    'src/server/server_log.hpp',
    'src/engine/handshake_record.cpp',
    'src/http/front.cpp',
    'src/base/process_figures.cpp',
    'src/client/engine/engine_settings.cpp',
];

export function check({ files }) {
    return files
        .filter((file) => file.is_cpp && file.in('src', 'include') && !may_read.includes(file.path))
        .flatMap((file) => matching_lines(file, code_lines(file), reads_time_of_day, ([found]) =>
            `'${found.replace(/\s*\($/, '')}' may jump: measure by base::time_point`));
}
