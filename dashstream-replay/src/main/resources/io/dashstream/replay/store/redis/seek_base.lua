-- The newest record from which a thread's state can be rebuilt; if there is none, the thread's first record. The index
-- names threads by a short hash, so the record itself has the last word.
-- ARGV: epoch, name, tag, offset to look below of (empty for the end), the first record so far (or empty)
local meta = read_meta()
if not meta then return { 'MISSING' } end
if meta.e ~= ARGV[1] then return { 'EPOCH', meta.e } end
local reply = bounds_of(meta, 'OK')
local name, tag, below, first = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local budget = 5000

-- Whether a record has something of the thread, and whether that is its whole state.
local function look(offset)
  local entry = redis.call('XRANGE', base .. 's:' .. meta.e, offset .. '-1', offset .. '-1')[1]
  for _, of in ipairs(entry and tags_of(entry[2][2]) or {}) do
    if of.tag == tag then return true, of.whole end
  end
  return false, false
end

local least = '[' .. name .. padded(meta.floor)
while true do
  local most = below == '' and '[' .. name .. '~' or '(' .. name .. padded(below)
  local members = redis.call('ZREVRANGEBYLEX', base .. 'i:' .. meta.e, most, least, 'LIMIT', 0, 500)
  for _, member in ipairs(members) do
    local offset = string.gsub(string.sub(member, 13, 31), '^0+(%d)', '%1')
    below = offset
    local has, whole = look(offset)
    if has then first = offset end
    if whole then
      reply[10], reply[11] = 'FOUND', offset
      return reply
    end
  end
  if #members < 500 then break end
  budget = budget - 500
  if budget <= 0 then
    reply[10], reply[11], reply[12] = 'MORE', below, first
    return reply
  end
end
reply[10], reply[11] = first == '' and 'NONE' or 'FOUND', first
return reply
