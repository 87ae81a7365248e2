using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoopLike.Console.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ConsolePages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "LinkMilliseconds",
                table: "agent_members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "activity",
                columns: table => new
                {
                    Minute = table.Column<long>(type: "INTEGER", nullable: false),
                    Connection = table.Column<string>(type: "TEXT", nullable: false),
                    Operations = table.Column<long>(type: "INTEGER", nullable: false),
                    Denied = table.Column<long>(type: "INTEGER", nullable: false),
                    Held = table.Column<long>(type: "INTEGER", nullable: false),
                    MaskedValues = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activity", x => new { x.Minute, x.Connection });
                });

            migrationBuilder.CreateTable(
                name: "agent_answers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Answer = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_answers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "policy_activity",
                columns: table => new
                {
                    Policy = table.Column<string>(type: "TEXT", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSession = table.Column<Guid>(type: "TEXT", nullable: false),
                    LastSequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_activity", x => new { x.Policy, x.Verdict });
                });

            migrationBuilder.CreateTable(
                name: "saved_searches",
                columns: table => new
                {
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Query = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_searches", x => new { x.Owner, x.Name });
                });

            migrationBuilder.CreateTable(
                name: "sensitive_columns",
                columns: table => new
                {
                    Connection = table.Column<string>(type: "TEXT", nullable: false),
                    Schema = table.Column<string>(type: "TEXT", nullable: false),
                    Table = table.Column<string>(type: "TEXT", nullable: false),
                    Column = table.Column<string>(type: "TEXT", nullable: false),
                    Class = table.Column<string>(type: "TEXT", nullable: false),
                    ByName = table.Column<bool>(type: "INTEGER", nullable: false),
                    Share = table.Column<double>(type: "REAL", nullable: true),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DismissedBy = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sensitive_columns", x => new { x.Connection, x.Schema, x.Table, x.Column });
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_Target_Sequence",
                table: "audit",
                columns: new[] { "Target", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activity");

            migrationBuilder.DropTable(
                name: "agent_answers");

            migrationBuilder.DropTable(
                name: "policy_activity");

            migrationBuilder.DropTable(
                name: "saved_searches");

            migrationBuilder.DropTable(
                name: "sensitive_columns");

            migrationBuilder.DropIndex(
                name: "IX_audit_Target_Sequence",
                table: "audit");

            migrationBuilder.DropColumn(
                name: "LinkMilliseconds",
                table: "agent_members");
        }
    }
}
