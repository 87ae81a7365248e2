# shellcheck shell=bash disable=SC2154
# The shop's API for the demo: an nginx that answers only who has the API's own secret; sourced by demo.sh.

# start_api PORT SECRET
start_api() {
  local site=$work/site
  mkdir -p "$site"
  PGPASSWORD=$superuser_password psql -qAtX -U postgres -p "$target" -d shop \
    -c "select json_agg(json_build_object('id', id, 'name', name, 'email', email, 'card', card)) from (select * from customers order by id limit 3) c" >"$site/customers.json"
  cat >"$work/nginx.conf" <<CONF
daemon off; master_process off; pid $work/nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log $work/nginx.requests;
  types { application/json json; }
  client_body_temp_path $work/nginx-body; proxy_temp_path $work/nginx-proxy; fastcgi_temp_path $work/nginx-f; uwsgi_temp_path $work/nginx-u; scgi_temp_path $work/nginx-s;
  server {
    listen 127.0.0.1:$1;
    root $site;
    default_type application/json;
    if (\$http_authorization != "Bearer $2") { return 401; }
    location = /refunds { return 200 '{"refunded": true}'; }
  }
}
CONF
  server "" "$work/nginx.log" /usr/sbin/nginx -c "$work/nginx.conf" -p "$work"
  until_listening "$1" "$work/nginx.log"
}
