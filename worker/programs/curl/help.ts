import { VERSION } from "./error.ts";

export const VERSION_TEXT = `curl ${VERSION} (x86_64-pc-linux-gnu) libcurl/${VERSION} OpenSSL/3.5.1 nghttp2/1.64.0
Release-Date: 2025-06-04
Protocols: http https
Features: alt-svc AsynchDNS HTTP2 HTTPS-proxy IPv6 Largefile SSL threadsafe
`;

export const HELP_TEXT = `Usage: curl [options...] <url>
 -d, --data <data>           Send data with POST
 -f, --fail                  Fail on HTTP errors, without output
 -h, --help                  Show this help
 -o, --output <file>         Write the body to a file
 -O, --remote-name           Write the body to a file named as the remote one
 -i, --show-headers          Show response headers too
 -s, --silent                No progress meter, no errors
 -T, --upload-file <file>    Send a file with PUT
 -u, --user <user:password>  Credentials for the server
 -A, --user-agent <name>     Call yourself this
 -v, --verbose               Tell what happens
 -V, --version               Show the version
`;
