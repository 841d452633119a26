-- One partition of one topic. KEYS[1] is its meta hash, '{prefix:topic:partition}:m'; the other keys share its hash tag, so
-- that they are on the same node of a cluster:
--   s:<epoch>  stream: one entry per record, id <offset>-1, fields h (header) and d (the Kafka value)
--   i:<epoch>  sorted set by name: which thread has which offset, see member()
--   a:<epoch>  stream: marks every now and then, id <offset>-1, fields f, t, x: the records in [f, offset) came in before
--              the server's time t and have no timestamp above x
--
-- Offsets go to 2^63-1 and Lua's numbers are doubles: offsets are compared as decimal strings, never as numbers.
local base = string.sub(KEYS[1], 1, -2)
local MARK_RECORDS = 1000

local function less(a, b)
  if #a ~= #b then return #a < #b end
  return a < b
end

local function greater(a, b)
  if less(a, b) then return b end
  return a
end

local function offset_of(id)
  return string.sub(id, 1, -3)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The name of a thread in the index: short, because the record itself has the last word.
local function name_of(tag)
  return string.sub(redis.sha1hex(tag), 1, 12)
end

local function padded(offset)
  return string.rep('0', 19 - #offset) .. offset
end

-- The threads in a header: '<timestamp> <leader epoch> <role><readability> ' and then '<bytes>:<tag>' each, or
-- '<bytes>=<tag>' for one whose state the record says whole.
local function tags_of(header)
  local _, before = string.find(header, '^%S+ %S+ %S+ ')
  local at = before + 1
  local tags = {}
  while at <= #header do
    local sign = string.find(header, '[:=]', at)
    local length = tonumber(string.sub(header, at, sign - 1))
    tags[#tags + 1] = { tag = string.sub(header, sign + 1, sign + length), whole = string.sub(header, sign, sign) == '=' }
    at = sign + length + 1
  end
  return tags
end

local function timestamp_of(header)
  return tonumber(string.match(header, '^(%S+)'))
end

-- An entry of the index: thread, offset, and B for a whole state of the thread, r for anything else.
local function members_of(id, header)
  local members = {}
  for each, of in ipairs(tags_of(header)) do
    members[each] = name_of(of.tag) .. padded(offset_of(id)) .. (of.whole and 'B' or 'r')
  end
  return members
end

local function read_meta()
  local fields = redis.call('HMGET', KEYS[1], 'e', 'next', 'floor', 'end', 'le', 'gaps', 'n', 'i', 'b')
  if not fields[1] then return nil end
  return {
    e = fields[1], next = fields[2], floor = fields[3], last = fields[4], le = fields[5], gaps = fields[6],
    n = tonumber(fields[7]), i = tonumber(fields[8]), b = tonumber(fields[9]) }
end

local function write_meta(meta, ttl)
  redis.call('HSET', KEYS[1], 'e', meta.e, 'next', meta.next, 'floor', meta.floor, 'end', meta.last, 'le', meta.le,
    'gaps', meta.gaps, 'n', meta.n, 'i', meta.i, 'b', string.format('%.0f', meta.b))
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', base .. 's:' .. meta.e, ttl)
  redis.call('PEXPIRE', base .. 'i:' .. meta.e, ttl)
  redis.call('PEXPIRE', base .. 'a:' .. meta.e, ttl)
end

-- Whether stream and index are what the meta says they are: keys can be evicted, or deleted by hand, one by one.
local function is_whole(meta)
  return redis.call('XLEN', base .. 's:' .. meta.e) == meta.n and redis.call('ZCARD', base .. 'i:' .. meta.e) == meta.i
end

local function unlink(epoch)
  redis.call('UNLINK', base .. 's:' .. epoch, base .. 'i:' .. epoch, base .. 'a:' .. epoch)
end

-- Begins a partition anew, whatever was there.
local function new_meta(epoch, start, last)
  unlink(epoch)
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'mf', start, 'mt', string.format('%.0f', now()))
  return { e = epoch, next = start, floor = start, last = greater(start, last), le = '', gaps = '', n = 0, i = 0, b = 0 }
end

-- Takes entries out of the index and out of the sums: a record and its place in the index go together.
local function forget(meta, entries)
  for _, entry in ipairs(entries) do
    meta.b = meta.b - #entry[2][4]
    for _, member in ipairs(members_of(entry[1], entry[2][2])) do
      meta.i = meta.i - redis.call('ZREM', base .. 'i:' .. meta.e, member)
    end
  end
  meta.n = meta.n - #entries
end

-- Drops entries, which are the oldest.
local function drop(meta, entries)
  forget(meta, entries)
  redis.call('XTRIM', base .. 's:' .. meta.e, 'MINID', offset_of(entries[#entries][1]) .. '-2')
end

local function first_offset(epoch)
  local first = redis.call('XRANGE', base .. 's:' .. epoch, '-', '+', 'COUNT', 1)
  return first[1] and offset_of(first[1][1])
end

-- A short text of ranges, '<from>:<to>:<reason> ...', without what ends at the floor or below it.
local function gaps_from(gaps, floor)
  local kept = {}
  for from, to, reason in string.gmatch(gaps, '(%d+):(%d+):(%S+)') do
    if less(floor, to) then kept[#kept + 1] = from .. ':' .. to .. ':' .. reason end
  end
  return table.concat(kept, ' ')
end

-- The leader epochs from the record before the floor on, as a cursor may stand at the floor, and the one before.
local function lineage_from(lineage, floor)
  local kept = {}
  for epoch, start in string.gmatch(lineage, '(%d+):(%d+)') do
    if less(start, floor) then kept = {kept[#kept]} end
    kept[#kept + 1] = epoch .. ':' .. start
  end
  return table.concat(kept, ' ')
end

local function lineage_with(lineage, epoch, offset)
  local last = string.match(lineage, '(%d+):%d+$')
  if tonumber(epoch) < 0 or (last and tonumber(epoch) <= tonumber(last)) then return lineage end
  return (lineage == '' and '' or lineage .. ' ') .. epoch .. ':' .. offset
end

local function raise_floor(meta, floor)
  if less(meta.floor, floor) then
    meta.floor = floor
    meta.gaps = gaps_from(meta.gaps, floor)
    meta.le = lineage_from(meta.le, floor)
    redis.call('XTRIM', base .. 'a:' .. meta.e, 'MINID', floor .. '-2')
  end
end

-- What is kept: at most so many records and bytes, and nothing that came in longer ago. Bounded work per call.
local function retain(meta, limits, time)
  local stream = base .. 's:' .. meta.e
  local budget = 2000
  while budget > 0 and meta.n > 0 and (meta.n > limits.records or meta.b > limits.bytes) do
    local count = math.max(1, math.min(100, meta.n - limits.records))
    drop(meta, redis.call('XRANGE', stream, '-', '+', 'COUNT', count))
    raise_floor(meta, first_offset(meta.e) or meta.next)
    budget = budget - count
  end
  local floor
  for _, mark in ipairs(redis.call('XRANGE', base .. 'a:' .. meta.e, '-', '+', 'COUNT', 200)) do
    if tonumber(mark[2][4]) > time - limits.age then break end
    floor = offset_of(mark[1])
  end
  if floor then raise_floor(meta, floor) end
  -- The floor is what counts; what lies below it goes as fast as the budget allows.
  while budget > 0 do
    local entries = redis.call('XRANGE', stream, '-', meta.floor .. '-0', 'COUNT', 100)
    if #entries == 0 then break end
    drop(meta, entries)
    budget = budget - #entries
  end
end

-- Begins a new mark where the last one is old or far enough behind.
local function set_mark(meta, limits, time)
  local marks = base .. 'a:' .. meta.e
  local open = redis.call('HMGET', KEYS[1], 'mf', 'mx', 'mn', 'mt')
  local from, highest, records, since = open[1] or meta.floor, open[2], tonumber(open[3] or '0'), tonumber(open[4] or '0')
  if less(from, meta.next) and (records >= MARK_RECORDS or time - since >= limits.age / 64) then
    redis.pcall('XADD', marks, meta.next .. '-1', 'f', from, 't', string.format('%.0f', time), 'x', highest or '')
    redis.call('HSET', KEYS[1], 'mf', meta.next, 'mx', '', 'mn', 0, 'mt', string.format('%.0f', time))
  end
end

local function note(records, highest)
  if records > 0 then
    redis.call('HINCRBY', KEYS[1], 'mn', records)
    local before = redis.call('HGET', KEYS[1], 'mx')
    if not before or before == '' or tonumber(before) < highest then
      redis.call('HSET', KEYS[1], 'mx', string.format('%.0f', highest))
    end
  end
end

-- How long ago, at least, what lies at the floor came in.
local function age_of(meta, time)
  if meta.n == 0 then return 0 end
  local first = redis.call('XRANGE', base .. 'a:' .. meta.e, '-', '+', 'COUNT', 1)[1]
  local since = first and first[2][4] or redis.call('HGET', KEYS[1], 'mt')
  return since and math.max(0, time - tonumber(since)) or 0
end

local function bounds_of(meta, state)
  return { state, meta.e, meta.next, meta.floor, meta.last, meta.le, meta.gaps, string.format('%.0f', meta.n),
    string.format('%.0f', meta.b) }
end
