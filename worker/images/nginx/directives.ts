/** Directives that this nginx acts on or may pass over without changing what a client sees, by name. */
const KNOWN = new Set(
  `accept_mutex access_log add_header add_trailer aio alias allow auth_basic auth_basic_user_file auth_request autoindex
  autoindex_exact_size autoindex_format autoindex_localtime break charset chunked_transfer_encoding client_body_buffer_size
  client_body_temp_path client_body_timeout client_header_buffer_size client_header_timeout client_max_body_size
  connection_pool_size daemon debug_connection default_type deny directio empty_gif env error_log error_page etag events
  expires fastcgi_buffers fastcgi_index fastcgi_param fastcgi_pass fastcgi_read_timeout fastcgi_split_path_info geo gzip
  gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length gzip_proxied gzip_static gzip_types gzip_vary
  hash http http2 if if_modified_since ignore_invalid_headers include index internal ip_hash keepalive keepalive_disable
  keepalive_requests keepalive_time keepalive_timeout large_client_header_buffers least_conn limit_conn limit_conn_zone
  limit_except limit_rate limit_rate_after limit_req limit_req_status limit_req_zone lingering_close lingering_time
  lingering_timeout listen load_module location log_format log_not_found log_subrequest map map_hash_bucket_size
  map_hash_max_size master_process max_ranges merge_slashes mirror msie_padding multi_accept open_file_cache
  open_file_cache_errors open_file_cache_min_uses open_file_cache_valid output_buffers pcre_jit pid port_in_redirect
  postpone_output proxy_bind proxy_buffer_size proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache
  proxy_cache_bypass proxy_cache_key proxy_cache_path proxy_cache_valid proxy_connect_timeout proxy_cookie_domain
  proxy_cookie_path proxy_hide_header proxy_http_version proxy_ignore_headers proxy_intercept_errors
  proxy_max_temp_file_size proxy_method proxy_next_upstream proxy_next_upstream_timeout proxy_next_upstream_tries
  proxy_pass proxy_pass_header proxy_pass_request_body proxy_pass_request_headers proxy_read_timeout proxy_redirect
  proxy_request_buffering proxy_send_timeout proxy_set_body proxy_set_header proxy_ssl_name proxy_ssl_server_name
  proxy_ssl_certificate proxy_ssl_certificate_key proxy_ssl_trusted_certificate proxy_ssl_verify proxy_ssl_verify_depth proxy_temp_path random read_ahead real_ip_header real_ip_recursive recursive_error_pages
  request_pool_size reset_timedout_connection resolver resolver_timeout return rewrite rewrite_log root satisfy send_timeout
  sendfile sendfile_max_chunk server server_name server_name_in_redirect server_names_hash_bucket_size
  server_names_hash_max_size server_tokens set set_real_ip_from split_clients ssi ssl_buffer_size ssl_certificate ssl_certificate_key
  ssl_ciphers ssl_client_certificate ssl_conf_command ssl_dhparam ssl_ecdh_curve ssl_early_data ssl_prefer_server_ciphers ssl_protocols ssl_reject_handshake ssl_session_cache ssl_session_tickets
  ssl_session_timeout ssl_stapling ssl_stapling_verify ssl_trusted_certificate ssl_verify_client ssl_verify_depth stub_status sub_filter sub_filter_once subrequest_output_buffer_size tcp_nodelay tcp_nopush
  thread_pool timer_resolution try_files types types_hash_bucket_size types_hash_max_size underscores_in_headers
  uninitialized_variable_warn upstream use user userid valid_referers variables_hash_bucket_size variables_hash_max_size
  worker_aio_requests worker_connections worker_cpu_affinity worker_priority worker_processes worker_rlimit_core
  worker_rlimit_nofile worker_shutdown_timeout working_directory zone`.split(/\s+/),
);

export const isKnownDirective = (name: string): boolean => KNOWN.has(name);

/** Where a directive may stand, for those that people put in the wrong place. */
export const CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  server: ["http", "upstream"],
  location: ["server", "location"],
  listen: ["server"],
  server_name: ["server"],
  proxy_pass: ["location", "if", "limit_except"],
  alias: ["location"],
  try_files: ["server", "location"],
  upstream: ["http"],
  http: ["main"],
  events: ["main"],
};
