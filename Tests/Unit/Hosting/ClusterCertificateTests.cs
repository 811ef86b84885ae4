using System.ComponentModel.DataAnnotations;
using Reels.Hosting;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Unit.Hosting;

/// <summary>The files of <c>Cluster:Tls</c>: a bad one is refused by the names of its setting and itself.</summary>
public sealed class ClusterCertificateTests : IDisposable
{
    private readonly CertificateAuthority _authority = new();
    private readonly CertificateAuthority _other = new(CertificateAuthority.ServerAuthentication);

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Good_files_are_accepted() => Assert.Empty(Refusals(Options()));

    [Fact]
    public void Without_TLS_no_file_is_needed() => Assert.Empty(Refusals(new()));

    [Theory]
    [InlineData("TlsCertificateFile")]
    [InlineData("TlsKeyFile")]
    [InlineData("TlsAuthorityFile")]
    public void Each_file_is_needed_and_must_exist(string setting)
    {
        AssertRefused(setting, "needed", null);
        AssertRefused(setting, "/nowhere/file.pem", "/nowhere/file.pem");
    }

    [Theory]
    [InlineData("TlsCertificateFile")]
    [InlineData("TlsKeyFile")]
    [InlineData("TlsAuthorityFile")]
    public void A_file_with_something_else_is_refused(string setting)
    {
        var file = Path.GetTempFileName();
        AssertRefused(setting, file, file);
        File.Delete(file);
    }

    [Fact]
    public void A_key_in_the_place_of_its_file_is_not_shown()
    {
        var refusal = AssertRefused("TlsKeyFile", "not its text", File.ReadAllText(_authority.KeyFile));
        Assert.DoesNotContain("-----", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused() =>
        AssertRefused("TlsKeyFile", _other.KeyFile, _other.KeyFile);

    [Fact]
    public void A_certificate_for_servers_alone_is_refused() =>
        AssertRefused("TlsCertificateFile", "client authentication", _other.CertificateFile);

    private string AssertRefused(string setting, string because, string? file)
    {
        var options = Options();
        typeof(MembershipOptions).GetProperty(setting)!.SetValue(options, file);
        var refusal = Assert.Single(Refusals(options)).ErrorMessage!;
        Assert.StartsWith($"Cluster:{setting}", refusal, StringComparison.Ordinal);
        Assert.Contains(because, refusal, StringComparison.Ordinal);
        return refusal;
    }

    private MembershipOptions Options() => new()
    {
        Tls = true,
        TlsCertificateFile = _authority.CertificateFile,
        TlsKeyFile = _authority.KeyFile,
        TlsAuthorityFile = _authority.File,
    };

    private static List<ValidationResult> Refusals(MembershipOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }
}
