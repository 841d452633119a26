-- Opens a partition, or keeps it in order: what is missing or broken begins anew, and retention is applied.
-- ARGV: epoch, start, known end of the log, time to live, records, bytes, age, 'replace' or 'keep' another epoch
local epoch, start, last, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local limits = { records = tonumber(ARGV[5]), bytes = tonumber(ARGV[6]), age = tonumber(ARGV[7]) }
local time = now()
local meta = read_meta()
local begun = 0
if meta and meta.e ~= epoch then
  if ARGV[8] ~= 'replace' then return { 'EPOCH', meta.e } end
  unlink(meta.e)
  meta = new_meta(epoch, start, last)
elseif not meta then
  meta = new_meta(epoch, start, last)
  begun = 1
elseif not is_whole(meta) then
  meta = new_meta(epoch, start, last)
  begun = 2
end
meta.last = greater(meta.last, last)
set_mark(meta, limits, time)
retain(meta, limits, time)
write_meta(meta, ttl)
local reply = bounds_of(meta, 'OK')
reply[10] = begun
reply[11] = age_of(meta, time)
return reply
