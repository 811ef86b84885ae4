using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Clustering.Redis;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Xunit;

namespace Reels.Tests.Unit.Hosting;

public sealed class SiloListWatchTests
{
    private static readonly SiloAddress Silo = SiloAddress.New(System.Net.IPAddress.Loopback, 11_111, 1);

    private readonly FakeTimeProvider _time = new();
    private readonly List _list = new();
    private readonly ApplicationLifetime _process = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task A_silo_that_its_list_has_lost_ends_with_the_reason()
    {
        var end = await WatchAsync([null, false, true, false, true, false, false]);

        Assert.IsType<SiloForgottenException>(end.Reason);
        Assert.True(_process.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(7, _list.Reads);
    }

    [Fact]
    public async Task An_unavailable_list_ends_no_silo()
    {
        var end = await WatchAsync([true, null, null, null, null, true]);

        Assert.Null(end.Reason);
        Assert.False(_process.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_silo_ends_where_Redis_has_no_list_at_all()
    {
        _list.Missing = new RedisClusteringException("The version is missing.");

        var end = await WatchAsync([true, false, false]);

        Assert.IsType<SiloForgottenException>(end.Reason);
    }

    /// <param name="looks">What the list shows, one look after the other: whether the silo is in it, or no
    /// answer.</param>
    private async Task<ProcessEnd> WatchAsync(bool?[] looks)
    {
        foreach (var look in looks)
            _list.Looks.Enqueue(look);
        var end = new ProcessEnd(_process);
        using var watch = new SiloListWatch(_list, new Details(),
            new(end, _time, NullLogger<SiloEnds>.Instance, _ => { }), _time);
        await watch.StartAsync(CancellationToken.None);
        await Until.TrueAsync(() =>
        {
            _time.Advance(SiloListWatch.Interval);
            return _list.Looks.Count == 0 && (_list.Reads > looks.Length || watch.ExecuteTask!.IsCompleted);
        });
        await watch.StopAsync(CancellationToken.None);
        return end;
    }

    private sealed class Details : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "reels";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Silo;

        public SiloAddress GatewayAddress => Silo;
    }

    private sealed class List : IMembershipTable
    {
        public Queue<bool?> Looks { get; } = [];

        public int Reads { get; private set; }

        /// <summary>Thrown where the silo is not in the list; null for an answer without it.</summary>
        public Exception? Missing { get; set; }

        public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken)
        {
            Reads++;
            var look = Looks.Count > 0 ? Looks.Dequeue() : true;
            var version = new TableVersion(1, "1");
            return look switch
            {
                null => Task.FromException<MembershipTableData>(new TimeoutException()),
                false when Missing is not null => Task.FromException<MembershipTableData>(Missing),
                false => Task.FromResult(new MembershipTableData(version)),
                true => Task.FromResult(
                    new MembershipTableData(Tuple.Create(new MembershipEntry { SiloAddress = key }, "1"), version)),
            };
        }

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
            throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
            throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
