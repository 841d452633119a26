-- Which epoch the store is at, and which partitions it has. Readers go by this key alone, so that a change of the epoch is
-- one step for them.
-- KEYS[1] the root; ARGV: format, epoch (empty to look only), partitions ('0 1 2'), time to live, epoch to replace (or empty), milliseconds for
-- which an epoch that was replaced can't come back
local format, epoch, partitions, ttl, replaced = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local root = redis.call('HMGET', KEYS[1], 'v', 'e', 'parts', 'retired')
if root[1] and root[1] ~= format then return { root[1] } end
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)

local retired, names = {}, {}
for name, since in string.gmatch(root[4] or '', '(%S+)@(%d+)') do
  if time - tonumber(since) < tonumber(ARGV[6]) then
    retired[#retired + 1] = name .. '@' .. since
    names[#names + 1] = name
  end
end

if epoch == '' then return { root[1] or '', root[2] or '', root[3] or '', table.concat(names, ' ') } end

if root[2] and root[2] == replaced and replaced ~= '' and replaced ~= epoch then
  retired[#retired + 1] = replaced .. '@' .. string.format('%.0f', time)
  names[#names + 1] = replaced
  root[2], root[3] = epoch, partitions
elseif not root[2] then
  root[2], root[3] = epoch, partitions
elseif root[2] == epoch then
  local all, seen = {}, {}
  for number in string.gmatch(root[3] .. ' ' .. partitions, '%d+') do
    if not seen[number] then
      seen[number] = true
      all[#all + 1] = number
    end
  end
  root[3] = table.concat(all, ' ')
end
redis.call('HSET', KEYS[1], 'v', format, 'e', root[2], 'parts', root[3], 'retired', table.concat(retired, ' '))
redis.call('PEXPIRE', KEYS[1], ttl)
return { format, root[2], root[3], table.concat(names, ' ') }
