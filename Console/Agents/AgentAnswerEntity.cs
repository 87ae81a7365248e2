using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Agents;

/// <summary>What an agent answered to a question; kept for a minute, for the console that asked, which may be another than the one that the agent is linked to.</summary>
public sealed class AgentAnswerEntity
{
    public Guid Id { get; set; }
    /// <summary>Encrypted JSON.</summary>
    public required string Answer { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AgentAnswerEntity>
    {
        public void Configure(EntityTypeBuilder<AgentAnswerEntity> builder)
        {
            builder.ToTable("agent_answers");
            builder.HasKey(a => a.Id);
            builder.Property(a => a.Id).ValueGeneratedNever();
        }
    }
}
