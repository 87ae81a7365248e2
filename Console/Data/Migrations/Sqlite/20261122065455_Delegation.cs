using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoopLike.Console.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Delegation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_sessions_delegated",
                table: "sessions",
                columns: new[] { "StartedAt", "Id" },
                filter: "\"Actors\" <> '[]'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_sessions_delegated",
                table: "sessions");
        }
    }
}
