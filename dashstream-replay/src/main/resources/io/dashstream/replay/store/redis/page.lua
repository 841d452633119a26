-- What lies at a position: the bounds, and entries from there on.
-- ARGV: epoch, position, at most so many entries, at most so many bytes but for the first entry, then the index's names of
-- the threads wanted, or none for every record
local meta = read_meta()
if not meta then return { 'MISSING' } end
if meta.e ~= ARGV[1] then return { 'EPOCH', meta.e } end
local whole = is_whole(meta)
local reply = bounds_of(meta, whole and 'OK' or 'TRIMMED')
local from, count, bytes = greater(ARGV[2], meta.floor), tonumber(ARGV[3]), tonumber(ARGV[4])
local stream = base .. 's:' .. meta.e
local entries, taken = {}, 0
local complete = 1

-- Id, header and value one after another: Redis sends an array of arrays in a great many small pieces.
local function add(entry)
  local header, value = entry[2][2], entry[2][4]
  if taken > 0 and #value > bytes then return false end
  bytes = bytes - #value
  entries[3 * taken + 1], entries[3 * taken + 2], entries[3 * taken + 3] = entry[1], header, value
  taken = taken + 1
  return true
end

local function read_all()
  local lower = from .. '-0'
  while true do
    if taken == count or bytes < 0 then complete = 0 return end
    -- As many as will fit, judging by the average, so that large values are not fetched in vain.
    local chunk = math.max(1, math.min(count - taken, math.ceil(bytes * meta.n / (meta.b + 1))))
    local found = redis.call('XRANGE', stream, lower, '+', 'COUNT', chunk)
    for _, entry in ipairs(found) do
      if not add(entry) then complete = 0 return end
    end
    if #found < chunk then return end
    lower = offset_of(found[chunk][1]) .. '-2'
  end
end

local function read_threads()
  local offsets, seen, horizon = {}, {}, nil
  for at = 5, #ARGV do
    local name = ARGV[at]
    local members = redis.call('ZRANGEBYLEX', base .. 'i:' .. meta.e, '[' .. name .. padded(from), '[' .. name .. '~',
      'LIMIT', 0, count)
    for _, member in ipairs(members) do
      local offset = string.sub(member, 13, 31)
      if not seen[offset] then
        seen[offset] = true
        offsets[#offsets + 1] = offset
      end
    end
    -- Behind the last one there may be more of this thread, so nothing behind it may be claimed.
    if #members == count then
      local last = string.sub(members[count], 13, 31)
      if not horizon or last < horizon then horizon = last end
    end
  end
  table.sort(offsets)
  for _, offset in ipairs(offsets) do
    if taken == count or (horizon and horizon < offset) then complete = 0 return end
    local id = string.gsub(offset, '^0+(%d)', '%1') .. '-1'
    local entry = redis.call('XRANGE', stream, id, id)[1]
    if entry and not add(entry) then complete = 0 return end
  end
  if horizon then complete = 0 end
end

if whole and count > 0 and less(from, meta.next) then
  if #ARGV > 4 then read_threads() else read_all() end
end
reply[10] = complete
reply[11] = entries
return reply
