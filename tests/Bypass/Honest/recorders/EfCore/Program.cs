// The same day with EF Core on Npgsql.
using Microsoft.EntityFrameworkCore;

await using var db = new Shop();
await using var transaction = await db.Database.BeginTransactionAsync();
await db.People.OrderBy(p => p.Id).ToListAsync();
await db.People.FindAsync(2);
await db.People.Include(p => p.Dept).Include(p => p.Orders).OrderBy(p => p.Id).Take(2).ToListAsync();
await db.People.AsSplitQuery().Include(p => p.Orders).Where(p => p.City == "Berlin").OrderBy(p => p.Id).ToListAsync();
await db.People.Select(p => new { p.Name, p.Ssn, Orders = p.Orders.Count }).OrderBy(p => p.Name).ToListAsync();
await db.Orders.GroupBy(o => o.State).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(o => o.Amount), Last = g.Max(o => o.Placed) }).OrderBy(g => g.Key).ToListAsync();
await db.Orders.Where(o => o.Amount > 40 && o.State == "open").OrderByDescending(o => o.Amount).Skip(3).Take(5).ToListAsync();
await db.People.Where(p => p.Orders.Any(o => o.Amount > 170)).Select(p => p.Name).ToListAsync();
string[] cities = ["Berlin", "Bergen"];
await db.People.Where(p => cities.Contains(p.City)).OrderBy(p => p.Id).Select(p => new { p.Id, p.Name, p.City }).ToListAsync();
await (from p in db.People join d in db.Depts on p.DeptId equals d.Id orderby p.Id select new { p.Name, d.Title, p.Pin }).ToListAsync();
await db.People.OrderBy(p => p.Id).Select(p => new { p.Name, Last = p.Orders.OrderByDescending(o => o.Placed).Select(o => o.Item).FirstOrDefault() }).ToListAsync();
await db.Orders.AnyAsync(o => o.State == "lost");
await db.Orders.AverageAsync(o => o.Amount);
await db.Orders.Select(o => o.Item).Distinct().OrderBy(i => i).ToListAsync();
await db.Orders.Where(o => EF.Functions.ILike(o.Item, "%3")).Select(o => new { o.Id, Upper = o.Item.ToUpper(), Year = o.Placed.Year, Half = o.Amount / 2 }).OrderBy(o => o.Id).Take(4).ToListAsync();
await db.People.Select(p => p.Name).Concat(db.Depts.Select(d => d.Title)).ToListAsync();
db.Orders.AddRange(new Order { Id = 1001, PersonId = 1, Item = "book", Amount = 2, Placed = new DateOnly(2025, 6, 1), State = "open" }, new Order { Id = 1002, PersonId = 2, Item = "pen", Amount = 1, Placed = new DateOnly(2025, 6, 1), State = "open" });
db.Jars.Add(new Jar { Word = "honey" });
await db.SaveChangesAsync();
(await db.People.FirstAsync(p => p.Id == 4)).City = "Bonn";
await db.SaveChangesAsync();
await db.Orders.Where(o => o.Id == 1001).ExecuteUpdateAsync(s => s.SetProperty(o => o.State, "sent"));
await db.Orders.Where(o => o.Id > 1000).ExecuteDeleteAsync();
await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from orders where state = {"open"}").SingleAsync();

sealed class Shop : DbContext
{
    public DbSet<Person> People => Set<Person>();
    public DbSet<Dept> Depts => Set<Dept>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Jar> Jars => Set<Jar>();

    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseNpgsql(
        $"Host={Environment.GetEnvironmentVariable("PGHOST")};Port={Environment.GetEnvironmentVariable("PGPORT")};Username={Environment.GetEnvironmentVariable("PGUSER")};Database={Environment.GetEnvironmentVariable("PGDATABASE")};Application Name={Environment.GetEnvironmentVariable("PGAPPNAME")}");

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Person>(e => { e.ToTable("people"); e.HasOne(p => p.Dept).WithMany().HasForeignKey(p => p.DeptId); e.HasMany(p => p.Orders).WithOne().HasForeignKey(o => o.PersonId); });
        model.Entity<Dept>().ToTable("depts");
        model.Entity<Order>(e => { e.ToTable("orders"); e.Property(o => o.Id).ValueGeneratedNever(); });
        model.Entity<Jar>().ToTable("jar");
        foreach (var property in model.Model.GetEntityTypes().SelectMany(t => t.GetProperties())) property.SetColumnName(property.Name switch { "DeptId" => "dept_id", "PersonId" => "person_id", var name => name.ToLowerInvariant() });
    }
}

sealed class Person
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string? City { get; set; }
    public int? DeptId { get; set; }
    public DateOnly Joined { get; set; }
    public string? Ssn { get; set; }
    public int? Pin { get; set; }
    public decimal? Salary { get; set; }
    public Guid? Token { get; set; }
    public Dept? Dept { get; set; }
    public List<Order> Orders { get; set; } = [];
}

sealed class Dept
{
    public int Id { get; set; }
    public string Title { get; set; } = "";
    public decimal Budget { get; set; }
}

sealed class Order
{
    public int Id { get; set; }
    public int PersonId { get; set; }
    public string Item { get; set; } = "";
    public decimal Amount { get; set; }
    public DateOnly Placed { get; set; }
    public string State { get; set; } = "";
}

sealed class Jar
{
    public int Id { get; set; }
    public string? Word { get; set; }
}
