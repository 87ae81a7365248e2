namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What is asked of the system catalogue, in the order in which <see cref="PgCatalogueReader"/> reads the answers. All names are qualified: the credential's own search path does not count.</summary>
internal static class PgCatalogueQueries
{
    public const string Begin = "begin isolation level repeatable read read only";
    public const string Commit = "commit";

    /// <summary>For definitions, whose relations the server locks: those who wait for them wait too.</summary>
    public const string WaitShortly = "set local lock_timeout to '1s'";

    public const string Definitions =
        """
        select c.oid, pg_catalog.pg_get_viewdef(c.oid)
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        """;

    /// <summary>So that definitions name everything else with its schema.</summary>
    public const string Qualify = "set local search_path to 'pg_catalog'";

    /// <summary>Extensions that come with PostgreSQL, or are as well known, and whose functions written in C only compute.</summary>
    private const string Computing =
        """
        select d.classid, d.objid
        from pg_catalog.pg_depend d
        join pg_catalog.pg_extension e on e.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        where d.deptype = 'e' and e.extname in ('citext', 'pg_trgm', 'uuid-ossp', 'pgcrypto', 'hstore', 'ltree', 'unaccent', 'fuzzystrmatch', 'btree_gin', 'btree_gist', 'intarray', 'cube', 'earthdistance', 'isn', 'seg', 'vector')
        """;

    public const string Relations =
        """
        select c.oid, n.nspname::text, c.relname::text, c.relkind::text,
            case when c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema') then (select r.oid::text || ' ' || r.xmin::text from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.rulename = '_RETURN') end,
            exists (select from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'),
            case when c.relkind = 'p' or not c.relhassubclass then (select k.conkey from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and not k.condeferrable) end,
            array(
                select k.number from (
                    select pg_catalog.unnest(i.indkey) as number from pg_catalog.pg_index i where i.indrelid = c.oid and (i.indisunique or i.indisexclusion)
                    union
                    select d.refobjsubid::int2 from pg_catalog.pg_index i join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid and d.refobjid = c.oid
                    where i.indrelid = c.oid and (i.indisunique or i.indisexclusion)
                ) k where k.number > 0 order by 1
            ),
            (select ft.ftoptions from pg_catalog.pg_foreign_table ft where ft.ftrelid = c.oid)
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        """;

    public const string Columns =
        """
        select a.attrelid, a.attnum, a.attname::text, a.atttypid, a.attgenerated <> '', case when a.attgenerated <> '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end, case when c.relkind = 'f' then a.attfdwoptions end
        from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and a.attnum > 0 and not a.attisdropped
        order by a.attrelid, a.attnum
        """;

    /// <summary>What a write runs besides: functions of triggers that are no constraint's own.</summary>
    public const string Triggers =
        """
        select distinct t.tgrelid, p.proname::text, t.tgtype & 3 = 3
        from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid
        where not t.tgisinternal
        order by 1, 2
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

    /// <summary>Names of functions, and whether initdb (or an extension that only computes) made one of that name, and whether somebody else did.</summary>
    public const string Functions =
        $"""
        select f.proname::text, pg_catalog.bool_or(f.is_builtin), pg_catalog.bool_or(not f.is_builtin), pg_catalog.bool_or(f.is_builtin and f.is_volatile)
        from (
            select p.proname, p.oid < 16384 or k.objid is not null as is_builtin, p.provolatile = 'v' as is_volatile
            from pg_catalog.pg_proc p
            left join pg_catalog.pg_language l on l.oid = p.prolang and l.lanname = 'c'
            left join ({Computing}) k on k.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and k.objid = p.oid and (l.oid is not null or p.prokind = 'a')
        ) f
        group by f.proname
        """;

    /// <summary>What those of others run (bodies in standard SQL are kept as trees, which the server writes down under locks where relations are in them: those are not read); of functions that only compute, the language is <c>computing</c>. Defaults of arguments run too.</summary>
    public const string Bodies =
        $"""
        select n.nspname::text, p.proname::text, case when k.objid is not null then 'computing' when b.is_locking then 'not written' else l.lanname::text end,
            case when p.prosrc = '' and not b.is_locking and p.prokind in ('f', 'p') then pg_catalog.pg_get_functiondef(p.oid) else p.prosrc end || coalesce(' ' || pg_catalog.pg_get_expr(p.proargdefaults, 0), ''),
            p.provolatile = 'v', coalesce(p.proargnames, array[]::text[])
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        join pg_catalog.pg_language l on l.oid = p.prolang
        left join ({Computing}) k on k.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and k.objid = p.oid and (l.lanname = 'c' or p.prokind = 'a')
        cross join lateral (
            select p.prosrc = '' and p.prokind in ('f', 'p') and exists (
                select from pg_catalog.pg_depend d
                where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass) as is_locking
        ) b
        where p.oid >= 16384
        """;

    /// <summary>Names of functions that give more than one value, with the names of these (apart by byte 1) where all functions of that name give the same.</summary>
    public const string FunctionColumns =
        """
        select f.proname::text, case when pg_catalog.bool_and(f.many) and pg_catalog.min(f.names) = pg_catalog.max(f.names) then pg_catalog.min(f.names) else '' end
        from (
            select p.proname, t.typtype = 'c' or t.oid = 'pg_catalog.record'::pg_catalog.regtype or names.list is not null as many, coalesce(names.list, attributes.list, '') as names
            from pg_catalog.pg_proc p
            join pg_catalog.pg_type t on t.oid = p.prorettype
            cross join lateral (
                select pg_catalog.string_agg(coalesce(u.name, ''), E'\x01' order by u.at) as list
                from rows from (pg_catalog.unnest(p.proargmodes), pg_catalog.unnest(p.proargnames)) with ordinality u(mode, name, at) where u.mode in ('o', 'b', 't')
            ) names
            cross join lateral (
                select pg_catalog.string_agg(a.attname::text, E'\x01' order by a.attnum) as list
                from pg_catalog.pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped and t.typtype = 'c'
            ) attributes
        ) f
        group by f.proname
        having pg_catalog.bool_or(f.many)
        """;

    public const string Operators =
        $"""
        select distinct o.oprname::text
        from pg_catalog.pg_operator o
        where (o.oprnamespace <> 'pg_catalog'::pg_catalog.regnamespace or o.oid >= 16384)
          and not exists (select from ({Computing}) k where k.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and k.objid = o.oid)
        """;

    /// <summary>Names of types of others that are no relation's rows and no arrays.</summary>
    public const string Types =
        """
        select distinct t.typname::text
        from pg_catalog.pg_type t left join pg_catalog.pg_class c on c.oid = t.typrelid
        where (t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace or t.oid >= 16384) and t.typcategory <> 'A' and (c.oid is null or c.relkind = 'c')
        """;

    public const string StringTypes =
        "select oid from pg_catalog.pg_type where typcategory = 'S' and typnamespace <> 'pg_catalog'::pg_catalog.regnamespace";
}
