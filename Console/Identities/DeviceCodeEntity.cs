using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

public enum DeviceCodeStatus { Pending, Approved, Denied, Used }

/// <summary>A command line that waits for somebody to confirm it in a browser (RFC 8628).</summary>
public sealed class DeviceCodeEntity : IVersioned
{
    /// <summary>Lower-case hex SHA-256 of the device code, which only the command line has.</summary>
    public required string CodeHash { get; set; }
    /// <summary>What people type or compare, without its dash.</summary>
    public required string UserCode { get; set; }
    /// <summary>The program as it names itself, to be shown to who confirms.</summary>
    public string? Client { get; set; }
    /// <summary>Where it asked from.</summary>
    public string? Address { get; set; }
    public DateTimeOffset RequestedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? LastPolledAt { get; set; }
    /// <summary>Seconds that the command line must wait between its questions; grows when it does not.</summary>
    public int IntervalSeconds { get; set; }
    public DeviceCodeStatus Status { get; set; }
    /// <summary>The sign-in that was made for the command line when it was confirmed.</summary>
    public Guid? SignInId { get; set; }
    public Guid Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeviceCodeEntity>
    {
        public void Configure(EntityTypeBuilder<DeviceCodeEntity> builder)
        {
            builder.ToTable("device_codes");
            builder.HasKey(c => c.CodeHash);
            builder.HasIndex(c => c.UserCode).IsUnique();
            builder.HasIndex(c => c.ExpiresAt);
        }
    }
}
