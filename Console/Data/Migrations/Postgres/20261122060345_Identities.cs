using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoopLike.Console.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Identities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Actors",
                table: "tickets",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "Actors",
                table: "sessions",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "Metadata",
                table: "identity_providers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MetadataError",
                table: "identity_providers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "MetadataFetchedAt",
                table: "identity_providers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Actors",
                table: "grants",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "TokenExpiresAt",
                table: "agents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "KeyChangedAt",
                table: "agent_members",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "RevokedAt",
                table: "agent_members",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedBy",
                table: "agent_members",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "agent_keys",
                columns: table => new
                {
                    KeyId = table.Column<string>(type: "text", nullable: false),
                    MemberId = table.Column<Guid>(type: "uuid", nullable: false),
                    AgentName = table.Column<string>(type: "text", nullable: false),
                    PublicKey = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_keys", x => new { x.MemberId, x.KeyId });
                });

            migrationBuilder.CreateTable(
                name: "device_codes",
                columns: table => new
                {
                    CodeHash = table.Column<string>(type: "text", nullable: false),
                    UserCode = table.Column<string>(type: "text", nullable: false),
                    Client = table.Column<string>(type: "text", nullable: true),
                    Address = table.Column<string>(type: "text", nullable: true),
                    RequestedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastPolledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    IntervalSeconds = table.Column<int>(type: "integer", nullable: false),
                    Status = table.Column<string>(type: "text", nullable: false),
                    SignInId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_codes", x => x.CodeHash);
                });

            migrationBuilder.CreateTable(
                name: "pending_sign_ins",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    ReturnUrl = table.Column<string>(type: "text", nullable: false),
                    BrowserHash = table.Column<string>(type: "text", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_sign_ins", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "people",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    DisplayName = table.Column<string>(type: "text", nullable: true),
                    Email = table.Column<string>(type: "text", nullable: true),
                    Groups = table.Column<string>(type: "text", nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TokensUntil = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_people", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "seen_assertions",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seen_assertions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "service_account_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Account = table.Column<string>(type: "text", nullable: false),
                    KeyHash = table.Column<string>(type: "text", nullable: false),
                    Prefix = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<string>(type: "text", nullable: true),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastUsedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastUsedFrom = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_service_account_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "sign_ins",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: true),
                    Means = table.Column<string>(type: "text", nullable: false),
                    Groups = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: true),
                    ProviderSession = table.Column<string>(type: "text", nullable: true),
                    ProtectedTokens = table.Column<string>(type: "text", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RefreshedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RefreshError = table.Column<string>(type: "text", nullable: true),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TokensUntil = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndReason = table.Column<string>(type: "text", nullable: true),
                    Address = table.Column<string>(type: "text", nullable: true),
                    Client = table.Column<string>(type: "text", nullable: true),
                    Version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sign_ins", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_agent_keys_AgentName",
                table: "agent_keys",
                column: "AgentName");

            migrationBuilder.CreateIndex(
                name: "IX_device_codes_ExpiresAt",
                table: "device_codes",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_device_codes_UserCode",
                table: "device_codes",
                column: "UserCode",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pending_sign_ins_ExpiresAt",
                table: "pending_sign_ins",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_people_LastSeenAt",
                table: "people",
                column: "LastSeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_people_Provider_Subject",
                table: "people",
                columns: new[] { "Provider", "Subject" });

            migrationBuilder.CreateIndex(
                name: "IX_people_TokensUntil",
                table: "people",
                column: "TokensUntil");

            migrationBuilder.CreateIndex(
                name: "IX_seen_assertions_ExpiresAt",
                table: "seen_assertions",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_service_account_keys_Account",
                table: "service_account_keys",
                column: "Account");

            migrationBuilder.CreateIndex(
                name: "IX_service_account_keys_KeyHash",
                table: "service_account_keys",
                column: "KeyHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_ExpiresAt",
                table: "sign_ins",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_Name_CreatedAt",
                table: "sign_ins",
                columns: new[] { "Name", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_Provider_ProviderSession",
                table: "sign_ins",
                columns: new[] { "Provider", "ProviderSession" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_TokensUntil",
                table: "sign_ins",
                column: "TokensUntil");

            // An account's key becomes the first of its keys.
            migrationBuilder.Sql(
                """
                insert into service_account_keys ("Id", "Account", "KeyHash", "Prefix", "CreatedAt")
                select gen_random_uuid(), "Name", "KeyHash", coalesce("KeyPrefix", 'hlk_'), "UpdatedAt" from service_accounts where "KeyHash" is not null
                """);

            migrationBuilder.DropIndex(
                name: "IX_service_accounts_KeyHash",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "KeyHash",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "KeyPrefix",
                table: "service_accounts");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_keys");

            migrationBuilder.DropTable(
                name: "device_codes");

            migrationBuilder.DropTable(
                name: "pending_sign_ins");

            migrationBuilder.DropTable(
                name: "people");

            migrationBuilder.DropTable(
                name: "seen_assertions");

            migrationBuilder.DropTable(
                name: "service_account_keys");

            migrationBuilder.DropTable(
                name: "sign_ins");

            migrationBuilder.DropColumn(
                name: "Actors",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "Actors",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "Metadata",
                table: "identity_providers");

            migrationBuilder.DropColumn(
                name: "MetadataError",
                table: "identity_providers");

            migrationBuilder.DropColumn(
                name: "MetadataFetchedAt",
                table: "identity_providers");

            migrationBuilder.DropColumn(
                name: "Actors",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "TokenExpiresAt",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "KeyChangedAt",
                table: "agent_members");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "agent_members");

            migrationBuilder.DropColumn(
                name: "RevokedBy",
                table: "agent_members");

            migrationBuilder.AddColumn<string>(
                name: "KeyHash",
                table: "service_accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyPrefix",
                table: "service_accounts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_KeyHash",
                table: "service_accounts",
                column: "KeyHash",
                unique: true);
        }
    }
}
