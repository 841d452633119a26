-- Takes a batch, if it follows what is there. A batch that is there already changes nothing, so that repeats and second
-- writers are harmless.
-- ARGV: epoch, start, known end of the log, time to live, records, bytes, age, channel, writer, then
--   'consumed', from, to, and per record offset, header, value
--   'lost', from, to, reason
--   'truncated', end, leader epoch
local epoch, start, last, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local limits = { records = tonumber(ARGV[5]), bytes = tonumber(ARGV[6]), age = tonumber(ARGV[7]) }
local kind, from, to = ARGV[10], ARGV[11], ARGV[12]
local time = now()

local meta = read_meta()
local begun = 0
if meta and meta.e ~= epoch then
  return { 'EPOCH', meta.e }
elseif not meta then
  meta = new_meta(epoch, start, last)
  begun = 1
elseif not is_whole(meta) then
  meta = new_meta(epoch, start, last)
  begun = 2
end
local stream, index = base .. 's:' .. epoch, base .. 'i:' .. epoch

local function answer(state, added)
  write_meta(meta, ttl)
  local reply = bounds_of(meta, state)
  reply[10] = begun
  reply[11] = added
  return reply
end

local function consume()
  local added, highest = 0, nil
  for at = 13, #ARGV, 3 do
    local offset, header = ARGV[at], ARGV[at + 1]
    if not less(offset, meta.next) then
      local id = redis.call('XADD', stream, offset .. '-1', 'h', header, 'd', ARGV[at + 2])
      for _, member in ipairs(members_of(id, header)) do
        meta.i = meta.i + redis.call('ZADD', index, 0, member)
      end
      meta.n = meta.n + 1
      meta.b = meta.b + #ARGV[at + 2]
      meta.le = lineage_with(meta.le, string.match(header, '^%S+ (%S+)'), offset)
      local stamp = timestamp_of(header)
      if not highest or stamp > highest then highest = stamp end
      added = added + 1
    end
  end
  note(added, highest)
  return added
end

local function truncate(cut, leader_epoch)
  if less(meta.next, cut) then cut = meta.next end
  local entries
  repeat
    entries = redis.call('XRANGE', stream, cut .. '-0', '+', 'COUNT', 500)
    forget(meta, entries)
    for _, entry in ipairs(entries) do redis.call('XDEL', stream, entry[1]) end
  until #entries == 0
  if meta.n == 0 then
    redis.call('DEL', stream)
  else
    redis.call('XSETID', stream, cut .. '-0')
  end
  -- What the marks say of times is no longer so; without marks nothing is passed over.
  redis.call('DEL', base .. 'a:' .. epoch)
  redis.call('HSET', KEYS[1], 'mf', cut, 'mx', '', 'mn', 0, 'mt', string.format('%.0f', time))
  local kept, parts = {}, {}
  for leader, begin in string.gmatch(meta.le, '(%d+):(%d+)') do
    if less(begin, cut) then kept[#kept + 1] = leader .. ':' .. begin end
  end
  if #kept == 0 then
    -- Whatever is in front of all that is known was not newer than this.
    local first = string.match(meta.le, '^%d+') or (tonumber(leader_epoch) > 0 and string.format('%d', leader_epoch - 1))
    if first then kept[1] = first .. ':0' end
  end
  meta.le = lineage_with(table.concat(kept, ' '), leader_epoch, cut)
  for lost_from, lost_to, reason in string.gmatch(meta.gaps, '(%d+):(%d+):(%S+)') do
    if less(lost_from, cut) then
      parts[#parts + 1] = lost_from .. ':' .. (less(cut, lost_to) and cut or lost_to) .. ':' .. reason
    end
  end
  meta.gaps = table.concat(parts, ' ')
  if less(cut, meta.floor) then meta.floor = cut end
  meta.next = cut
  meta.last = cut
end

if kind == 'truncated' then
  truncate(from, to)
  redis.call('PUBLISH', ARGV[8], ARGV[9])
  return answer('OK', 0)
end
if less(meta.next, from) then return answer('HOLE', 0) end
local added = 0
if less(meta.next, to) then
  set_mark(meta, limits, time)
  if kind == 'consumed' then
    added = consume()
  else
    meta.gaps = (meta.gaps == '' and '' or meta.gaps .. ' ') .. meta.next .. ':' .. to .. ':' .. ARGV[13]
  end
  meta.next = to
  meta.last = greater(greater(meta.last, last), to)
  retain(meta, limits, time)
  redis.call('PUBLISH', ARGV[8], ARGV[9])
end
return answer('OK', added)
