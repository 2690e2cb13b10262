--=== psql | \sf now
SELECT 'now'::pg_catalog.regproc::pg_catalog.oid
--=== psql | \sf now
SELECT pg_catalog.pg_get_functiondef(1299)
