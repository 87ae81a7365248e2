namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What is asked of the system catalogue, in the order in which <see cref="PgCatalogueReader"/> reads the answers. All names are qualified: the credential's own search path does not count.</summary>
internal static class PgCatalogueQueries
{
    public const string Begin = "begin isolation level repeatable read read only";
    public const string Commit = "commit";

    public const string Relations =
        """
        select c.oid, n.nspname::text, c.relname::text, c.relkind::text
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        """;

    public const string Columns =
        """
        select a.attrelid, a.attnum, a.attname::text, a.atttypid, a.attgenerated <> ''
        from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and a.attnum > 0 and not a.attisdropped
        order by a.attrelid, a.attnum
        """;

    public const string Parents =
        """
        select i.inhrelid, i.inhparent
        from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
        where c.relkind in ('r', 'p', 'f')
        """;

    /// <summary>Columns that views use, and, where pg_depend does not tell them all, whole rows (see <see cref="Shared.Sql.CatalogueRelation"/>).</summary>
    public const string Dependencies =
        """
        select r.ev_class, d.refobjid, d.refobjsubid::int2
        from pg_catalog.pg_rewrite r
        join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        where r.ev_type = '1' and d.refobjid <> r.ev_class
        union
        select v.ev_class, part.relid, 0::int2
        from (select r.ev_class, r.ev_action::text as action from pg_catalog.pg_rewrite r where r.ev_type = '1' offset 0) v
        cross join lateral (
            select case when word ~ '^[0-9]{1,10}$' then word::oid end as relid
            from (select pg_catalog.split_part(p.piece, ' ', 1) as word from pg_catalog.unnest(pg_catalog.string_to_array(v.action, ':relid ')) with ordinality p(piece, n) where p.n > 1) words
        ) part
        where part.relid <> v.ev_class and (part.relid < 16384 or v.action like '%:varattno 0 %')
        """;

    /// <summary>Views whose definition calls what somebody made.</summary>
    public const string RunsUserCode =
        """
        select distinct r.ev_class
        from pg_catalog.pg_rewrite r
        join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        left join pg_catalog.pg_proc p on d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.refobjid
        left join pg_catalog.pg_operator o on d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass and o.oid = d.refobjid
        where r.ev_type = '1'
          and ((p.oid is not null and (p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace or p.oid >= 16384))
            or (o.oid is not null and (o.oprnamespace <> 'pg_catalog'::pg_catalog.regnamespace or o.oid >= 16384)))
        """;

    /// <summary>Names of functions, and whether initdb put one of that name into pg_catalog, and whether there is one of anybody else's.</summary>
    public const string Functions =
        """
        select f.proname::text, pg_catalog.bool_or(f.is_builtin), pg_catalog.bool_or(not f.is_builtin)
        from (select proname, pronamespace = 'pg_catalog'::pg_catalog.regnamespace and oid < 16384 as is_builtin from pg_catalog.pg_proc) f
        group by f.proname
        """;

    public const string Operators =
        "select distinct oprname::text from pg_catalog.pg_operator where oprnamespace <> 'pg_catalog'::pg_catalog.regnamespace or oid >= 16384";

    public const string StringTypes =
        "select oid from pg_catalog.pg_type where typcategory = 'S' and typnamespace <> 'pg_catalog'::pg_catalog.regnamespace";
}
