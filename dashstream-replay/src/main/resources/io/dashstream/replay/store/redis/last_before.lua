-- The timestamp of the last record before an offset.
-- ARGV: epoch, offset
local meta = read_meta()
if not meta then return { 'MISSING' } end
if meta.e ~= ARGV[1] then return { 'EPOCH', meta.e } end
local reply = bounds_of(meta, 'OK')
local entry = redis.call('XREVRANGE', base .. 's:' .. meta.e, ARGV[2] .. '-0', meta.floor .. '-0', 'COUNT', 1)[1]
reply[10] = entry and 'FOUND' or 'NONE'
if entry then reply[11] = string.match(entry[2][2], '^(%S+)') end
return reply
