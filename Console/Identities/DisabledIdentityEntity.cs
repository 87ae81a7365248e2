using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>An identity of any provider that may neither sign in nor connect.</summary>
public sealed class DisabledIdentityEntity
{
    public required string Name { get; set; }
    public required string By { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DisabledIdentityEntity>
    {
        public void Configure(EntityTypeBuilder<DisabledIdentityEntity> builder)
        {
            builder.ToTable("disabled_identities");
            builder.HasKey(d => d.Name);
        }
    }
}

/// <summary>Whether local accounts may sign in to the console at all (<c>signIn: {local: false}</c>). One row.</summary>
public sealed class SignInRulesEntity : IVersioned
{
    public int Id { get; set; } = 1;
    public bool Local { get; set; } = true;
    public Guid Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInRulesEntity>
    {
        public void Configure(EntityTypeBuilder<SignInRulesEntity> builder)
        {
            builder.ToTable("sign_in_rules");
            builder.HasKey(r => r.Id);
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.HasData(new SignInRulesEntity { Version = new Guid("5d3f5e0e-5f8f-4a53-9b39-0f3b6a8f0d01") });
        }
    }
}
