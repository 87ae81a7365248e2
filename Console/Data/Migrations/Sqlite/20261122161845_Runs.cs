using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoopLike.Console.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Runs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Identity = table.Column<string>(type: "TEXT", nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Operations = table.Column<long>(type: "INTEGER", nullable: false),
                    Denied = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_runs", x => new { x.Key, x.SessionId });
                    table.ForeignKey(
                        name: "FK_runs_sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "steps",
                columns: table => new
                {
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Trace = table.Column<string>(type: "TEXT", nullable: true),
                    Run = table.Column<string>(type: "TEXT", nullable: true),
                    Thread = table.Column<string>(type: "TEXT", nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: true),
                    Sent = table.Column<long>(type: "INTEGER", nullable: true),
                    Received = table.Column<long>(type: "INTEGER", nullable: true),
                    MaskedValues = table.Column<long>(type: "INTEGER", nullable: false),
                    HeldAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Decision = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_steps", x => new { x.SessionId, x.Number });
                    table.ForeignKey(
                        name: "FK_steps_sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_runs_Identity_LastAt",
                table: "runs",
                columns: new[] { "Identity", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_runs_LastAt_Key_SessionId",
                table: "runs",
                columns: new[] { "LastAt", "Key", "SessionId" });

            migrationBuilder.CreateIndex(
                name: "IX_runs_SessionId",
                table: "runs",
                column: "SessionId");

            migrationBuilder.CreateIndex(
                name: "IX_steps_Run_At",
                table: "steps",
                columns: new[] { "Run", "At" },
                filter: "\"Run\" is not null");

            migrationBuilder.CreateIndex(
                name: "IX_steps_Thread_At",
                table: "steps",
                columns: new[] { "Thread", "At" },
                filter: "\"Thread\" is not null");

            migrationBuilder.CreateIndex(
                name: "IX_steps_Trace_At",
                table: "steps",
                columns: new[] { "Trace", "At" },
                filter: "\"Trace\" is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "runs");

            migrationBuilder.DropTable(
                name: "steps");
        }
    }
}
