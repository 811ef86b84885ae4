namespace Reels.Silo.Stores.Redis.Likes;

/// <summary>
/// Scripts, each of which runs as one step. Those of one reel get its <see cref="LikeKeys.Meta"/> and
/// <see cref="LikeKeys.Count"/> as their first keys.
/// </summary>
internal static class LikeScripts
{
    private const string Find = """
        local function now()
            local time = redis.call('TIME')
            return time[1] * 1000 + math.floor(time[2] / 1000)
        end

        local function find(meta, likes)
            local stored = redis.call(
                'HMGET', meta, 'epoch', 'checked', 'number', 'tail', 'closed', 'full', 'since', 'loading')
            local count, closed = redis.call('GET', likes), stored[5] == '1'
            if not stored[1] or not (count or closed) then
                return nil
            end
            return {
                epoch = tonumber(stored[1]), checked = tonumber(stored[2]), number = tonumber(stored[3]),
                tail = tonumber(stored[4]), closed = closed, full = tonumber(stored[6]), count = tonumber(count or 0),
                since = tonumber(stored[7]), loading = tonumber(stored[8] or 0),
            }
        end

        local function state_of(reel, state, key, seconds)
            if state and reel.since and redis.call('PEXPIRETIME', key) - seconds * 1000 < reel.since then
                return false
            end
            return state
        end

        local function set_state(reel, key, value, seconds)
            redis.call('SET', key, value, 'PXAT', math.max(now(), reel.since or 0) + seconds * 1000)
        end

        local function describe(reel)
            return { reel.epoch, reel.checked, reel.count, reel.tail, reel.closed and 1 or 0 }
        end

        """;

    /// <summary>
    /// Arguments: epoch, when the reel was made, for how long a missing state means no (times in ms). States live
    /// longer than that, but from now on: a time in the future doesn't count.
    /// </summary>
    public const string Begin = Find + """
        if redis.call('EXISTS', KEYS[1]) == 0 then
            redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'checked', ARGV[1], 'number', 0, 'tail', 0, 'closed', 0,
                'full', math.min(tonumber(ARGV[2]), now()) + tonumber(ARGV[3]))
            redis.call('SET', KEYS[2], 0)
        end
        """;

    /// <summary>
    /// Further keys: the number of the process's last call, the tail, the silo's mark, the states of the users.
    /// Arguments: epoch, number, seconds to live of states, and of the number, limit of the tail, reel, epoch before
    /// which copies are lost, number of the mark, number of users; for each user the id and the state from the
    /// projection (empty: unknown); for each change the place of the user, the state and when. Returns an outcome and
    /// what belongs to it.
    /// </summary>
    public const string Apply = Find + """
        local reel, epoch = find(KEYS[1], KEYS[2]), tonumber(ARGV[1])
        if tonumber(redis.call('GET', KEYS[5]) or 0) < tonumber(ARGV[8]) then
            return { 'Lost' }
        end
        if not reel then
            return { 'NotCurrent' }
        end
        if reel.closed then
            return { 'Closed' }
        end
        if reel.epoch > epoch or reel.checked < epoch or reel.epoch < tonumber(ARGV[7])
            or reel.loading > reel.epoch then
            return { 'NotCurrent', describe(reel) }
        end
        if tonumber(redis.call('GET', KEYS[3]) or 0) >= tonumber(ARGV[2]) then
            return { 'Superseded' }
        end
        if redis.call('XLEN', KEYS[4]) >= tonumber(ARGV[5]) then
            return { 'TailFull' }
        end

        local users, unknown = tonumber(ARGV[9]), {}
        local states, missing = redis.call('MGET', unpack(KEYS, 6)), reel.full > now() and '0'
        for user = 1, users do
            states[user] = state_of(reel, states[user], KEYS[5 + user], ARGV[3]) or missing or ARGV[9 + 2 * user]
            if states[user] == '' then
                unknown[#unknown + 1] = ARGV[8 + 2 * user]
            end
        end
        if #unknown > 0 then
            return { 'StatesUnknown', unknown }
        end

        local count, number = reel.count, reel.number
        for change = 10 + 2 * users, #ARGV, 3 do
            local user, liked = tonumber(ARGV[change]), ARGV[change + 1]
            if states[user] ~= liked then
                states[user] = liked
                count = count + (liked == '1' and 1 or -1)
                number = number + 1
                redis.call('XADD', KEYS[4], '*', 'reel', ARGV[6], 'user', ARGV[8 + 2 * user], 'liked', liked,
                    'at', ARGV[change + 2], 'epoch', reel.epoch, 'number', number)
            end
        end
        for user = 1, users do
            set_state(reel, KEYS[5 + user], states[user], ARGV[3])
        end
        redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[4])
        redis.call('SET', KEYS[2], count)
        redis.call('HSET', KEYS[1], 'number', number, 'tail', reel.tail + number - reel.number)
        return { 'Applied', count, reel.epoch, number, redis.call('INCR', KEYS[5]) }
        """;

    /// <summary>
    /// Key: a mark. Arguments: the least number that it must have, seconds to live. Returns the next number.
    /// </summary>
    public const string Mark = """
        if tonumber(redis.call('GET', KEYS[1]) or 0) < tonumber(ARGV[1]) then
            return false
        end
        local number = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return number
        """;

    /// <summary>
    /// Keys: for each reel its two, and perhaps the state of a user. Arguments: number of keys of a reel, seconds to
    /// live of states. Returns for each reel nothing, or what it is, and the state (empty: unknown).
    /// </summary>
    public const string Read = Find + """
        local keys, found, at = tonumber(ARGV[1]), {}, now()
        for key = 1, #KEYS, keys do
            local reel, answer = find(KEYS[key], KEYS[key + 1]), {}
            if reel then
                answer = describe(reel)
                if keys == 3 then
                    local state = redis.call('GET', KEYS[key + 2])
                    answer[6] = state_of(reel, state, KEYS[key + 2], ARGV[2]) or (reel.full > at and '0' or '')
                end
            end
            found[#found + 1] = answer
        end
        return found
        """;

    /// <summary>Arguments: epoch, up to which epoch it is checked.</summary>
    public const string Check = Find + """
        local reel = find(KEYS[1], KEYS[2])
        if reel and reel.epoch == tonumber(ARGV[1]) and reel.checked < tonumber(ARGV[2]) then
            redis.call('HSET', KEYS[1], 'checked', ARGV[2])
        end
        """;

    /// <summary>
    /// Further keys: states, perhaps none. Arguments: epoch, seconds to live, the value of each state. A late call of a
    /// load that was given up sets nothing once another has begun.
    /// </summary>
    public const string SetStates = Find + """
        local reel = find(KEYS[1], KEYS[2])
        local epoch = tonumber(ARGV[1])
        if reel and reel.epoch < epoch and reel.loading <= epoch then
            redis.call('HSET', KEYS[1], 'loading', ARGV[1])
            for state = 3, #KEYS do
                set_state(reel, KEYS[state], ARGV[state], ARGV[2])
            end
        end
        """;

    /// <summary>
    /// Arguments: the epoch that it has (empty: it isn't known), the new epoch, the count, whether the copy is lost.
    /// States that are older than the load of a reel that was lost, or not known, mean nothing. When a state was set
    /// is when it expires less the life of states. The load counts as 1 ms later than it is, and so do states that are
    /// set within it: two calls may have the same millisecond. Returns whether it did.
    /// </summary>
    public const string Load = Find + """
        local reel = find(KEYS[1], KEYS[2])
        local lost = ARGV[4] == '1'
        if (reel and reel.epoch) ~= tonumber(ARGV[1]) or reel and (reel.closed or reel.tail > 0 and not lost) then
            return 0
        end
        redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'checked', ARGV[2], 'number', 0)
        if lost or not reel then
            local since = math.max(now(), tonumber(redis.call('HGET', KEYS[1], 'since') or 0)) + 1
            redis.call('HSET', KEYS[1], 'closed', 0, 'full', 0, 'since', since)
            redis.call('HSETNX', KEYS[1], 'tail', 0)
        end
        if lost then
            redis.call('HSET', KEYS[1], 'tail', 0)
        end
        redis.call('SET', KEYS[2], ARGV[3])
        return 1
        """;

    /// <summary>Arguments: limit, seconds to live. Returns by how many the count was lowered.</summary>
    public const string Close = """
        local count = tonumber(redis.call('GET', KEYS[2]) or 0)
        local removed = math.min(count, tonumber(ARGV[1]))
        for _, field in ipairs({ 'epoch', 'checked', 'number', 'tail', 'full' }) do
            redis.call('HSETNX', KEYS[1], field, 0)
        end
        redis.call('HSET', KEYS[1], 'closed', 1)
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        redis.call('SET', KEYS[2], count - removed, 'EX', ARGV[2])
        return removed
        """;

    /// <summary>
    /// Keys: the tail and its turn. Arguments: the silo, for how long it gets the turn (ms), a place (empty: none).
    /// Returns whether it has the turn, whether a row up to that place is left, and the place of the newest row.
    /// </summary>
    public const string LookAtTail = """
        local holder = redis.call('GET', KEYS[2])
        local mine = not holder or holder == ARGV[1]
        if mine then
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        end
        local upto = ARGV[3] ~= '' and redis.call('XRANGE', KEYS[1], '-', ARGV[3], 'COUNT', 1)[1]
        local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
        return { mine and 1 or 0, upto and 1 or 0, newest and newest[1] }
        """;

    /// <summary>Key: the turn. Argument: the silo.</summary>
    public const string EndTurn = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
            redis.call('DEL', KEYS[1])
        end
        """;

    /// <summary>
    /// Keys: the tail, then the hash of each reel. Arguments, for each row: its place in the tail, the place of its
    /// reel's key, and its reel, epoch and number. A Redis that lost its data may give a place to another row.
    /// </summary>
    public const string RemoveTail = """
        for row = 1, #ARGV, 5 do
            local entry = redis.call('XRANGE', KEYS[1], ARGV[row], ARGV[row])[1]
            local fields = entry and entry[2]
            if fields and fields[2] == ARGV[row + 2] and fields[10] == ARGV[row + 3]
                and fields[12] == ARGV[row + 4] then
                redis.call('XDEL', KEYS[1], ARGV[row])
                local meta = KEYS[tonumber(ARGV[row + 1])]
                if tonumber(redis.call('HGET', meta, 'tail') or 0) > 0 then
                    redis.call('HINCRBY', meta, 'tail', -1)
                end
            end
        end
        """;
}
