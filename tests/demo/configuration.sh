# shellcheck shell=bash disable=SC2154
# The demo's configuration file; sourced by demo.sh, which has made the secrets.
write_configuration() {
  cat <<YAML
agents:
  - {name: local, token: $enrolment}

users:
  - {name: engineer, groups: [platform], password: $engineer}
  - {name: approver, groups: [dba], password: $approver}
  - {name: auditor, groups: [audit], password: $auditor}

groups:
  - {name: platform, roles: [admin]}
  - {name: dba, roles: [approver]}
  - {name: audit, roles: [auditor]}

serviceAccounts:
  - {name: report-bot, groups: [analysts], key: $analyst_key}
  - {name: approver-bot, groups: [dba], key: $approver_key}
  - {name: auditor-bot, groups: [audit], key: $auditor_key}

connections:
  - name: shop
    protocol: postgres
    agents: [local]
    listen: {port: $shop}
    tags: {env: demo}
    target: {host: 127.0.0.1, port: $target, database: shop, tls: require}
    credential: {username: shop_owner, password: {file: $work/shop.pw}}
    recording: {durability: spooled, resultLimit: 64KiB, retentionDays: 90}
  - name: api
    protocol: http
    agents: [local]
    listen: {port: $api}
    tags: {env: demo}
    target: {host: 127.0.0.1, port: $api_target, tls: disable}
    credential: {kind: bearer, token: $api_secret}
    clientTls: optional

policies:
  - name: analysts-may-connect
    effect: allow
    scope: session
    subjects: {groups: [analysts, dba, platform]}
    connections: {names: [shop, api]}
  - name: nobody-drops
    effect: deny
    scope: operation
    connections: {names: [shop]}
    match: {sql: {kinds: [drop, truncate, alter]}}
    message: Schema changes go through migrations.
  - name: writes-need-a-dba
    effect: approve
    scope: operation
    connections: {names: [shop]}
    match: {sql: {kinds: [insert, update, delete, merge], tables: ["public.orders"]}}
    approval: {groups: [dba], required: 1, timeoutSeconds: 300}
  - name: nobody-deletes
    effect: deny
    scope: operation
    connections: {names: [api]}
    match: {http: {methods: [DELETE, PUT, PATCH]}}
    message: The shop changes its own records.
  - name: refunds-need-a-human
    effect: approve
    scope: operation
    connections: {names: [api]}
    match: {http: {methods: [POST], paths: [/refunds]}}
    approval: {groups: [dba], required: 1, timeoutSeconds: 300}

maskingRules:
  - name: customer-pii
    connections: {names: [shop]}
    columns: ["public.customers.email", "*.*.ssn"]
    method: {kind: partial, keepLast: 4}
  - name: customer-mail-in-json
    connections: {names: [api]}
    jsonPaths: ["\$[*].email"]
    method: {kind: partial, keepLast: 4}
  - name: cards-anywhere
    connections: {tags: {env: demo}}
    detectors: [payment-card, us-ssn, email, secret]
    method: {kind: redact}
YAML
}
