-- The first record from an offset on that is not older than a time.
-- ARGV: epoch, time, offset
local meta = read_meta()
if not meta then return { 'MISSING' } end
if meta.e ~= ARGV[1] then return { 'EPOCH', meta.e } end
local reply = bounds_of(meta, 'OK')
local wanted, at = tonumber(ARGV[2]), greater(ARGV[3], meta.floor)
local budget = 2000
reply[10] = 'NONE'

-- Looks at each record from 'at' up to a mark; whether the search is over.
local function scan(stop)
  while true do
    local entries = redis.call('XRANGE', base .. 's:' .. meta.e, at .. '-0', '+', 'COUNT', 101)
    for position, entry in ipairs(entries) do
      local offset = offset_of(entry[1])
      if stop and not less(offset, stop) then return false end
      if timestamp_of(entry[2][2]) >= wanted then
        reply[10], reply[11] = 'FOUND', offset
        return true
      end
      at = offset
    end
    if #entries < 101 then return false end
    budget = budget - 100
    if budget <= 0 then
      reply[10], reply[11] = 'MORE', at
      return true
    end
  end
end

for _, mark in ipairs(redis.call('XRANGE', base .. 'a:' .. meta.e, at .. '-2', '+')) do
  local behind, from, highest = offset_of(mark[1]), mark[2][2], mark[2][6]
  local passes = not less(at, from) and (highest == '' or tonumber(highest) < wanted)
  if not passes and scan(behind) then return reply end
  at = behind
end
scan(nil)
return reply
