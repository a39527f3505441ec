-- The audit log knows where a call came from. Earlier entries have no address.
ALTER TABLE presence_audit ADD COLUMN address text;
