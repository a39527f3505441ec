using System.Text.Json;
using PresenceCluster.AdminConsole.Api;
using PresenceCluster.Domain.Settings;

namespace PresenceCluster.AdminConsole.Identity;

/// <summary>The signed-in operator. It keeps the token for as long as the tab is open, and renews it before it ends.</summary>
public sealed class OperatorIdentity : IDisposable
{
    private const string StoreKey = "sign-in";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RenewAgainAfter = TimeSpan.FromSeconds(30);

    private readonly ApiClient _api;
    private readonly TokenHolder _tokens;
    private readonly BrowserStore _store;
    private readonly TimeProvider _time;
    private readonly ITimer _renewal;
    private SignInAnswer? _current;

    public OperatorIdentity(ApiClient api, TokenHolder tokens, BrowserStore store, TimeProvider time)
    {
        (_api, _tokens, _store, _time) = (api, tokens, store, time);
        _renewal = time.CreateTimer(_ => Renewing = RenewAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        tokens.Refused += OnRefused;
    }

    /// <summary>Raised when another operator has signed in, or the operator has signed out.</summary>
    public event Action? Changed;

    public Operator? Operator => _current?.Operator;

    public bool IsAdmin => Operator?.Role == OperatorRole.Admin;

    /// <summary>Whether a sign-in ended by itself; the sign-in page shows it.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>The latest renewal, for callers that wait for it.</summary>
    internal Task Renewing { get; private set; } = Task.CompletedTask;

    public async Task RestoreAsync()
    {
        if (await _store.ReadForTabAsync(StoreKey) is not { } kept)
            return;
        try
        {
            if (JsonSerializer.Deserialize<SignInAnswer>(kept, ApiJson.Options) is { } answer && answer.ExpiresAt > _time.GetUtcNow())
                Use(answer);
        }
        catch (JsonException)
        {
            // The value was stored by another version of the console, so the operator must sign in again.
            await _store.RemoveForTabAsync(StoreKey);
        }
    }

    public async Task SignInAsync(string name, string password)
        => await TakeAsync(await _api.PostAsync<SignInAnswer>("/v1/sign-in", new { name, password }));

    /// <summary>
    /// Signs in with a token of the configured identity provider. Such a token cannot be renewed here, so it ends at its time.
    /// </summary>
    public async Task SignInWithTokenAsync(string token)
    {
        _tokens.Token = token;
        try
        {
            await TakeAsync(new SignInAnswer(token, BearerToken.ExpiryOf(token) ?? _time.GetUtcNow(), await _api.GetAsync<Operator>("/v1/me")));
        }
        catch (ApiFaultException)
        {
            _tokens.Token = null;
            throw;
        }
    }

    public async Task ChangePasswordAsync(string current, string replacement)
        => await TakeAsync(await _api.PostAsync<SignInAnswer>("/v1/me/password", new { current, @new = replacement }));

    public async Task SignOutAsync()
    {
        HasExpired = false;
        await ForgetAsync();
    }

    public void Dispose()
    {
        _tokens.Refused -= OnRefused;
        _renewal.Dispose();
    }

    private async Task TakeAsync(SignInAnswer answer)
    {
        HasExpired = false;
        Use(answer);
        await _store.WriteForTabAsync(StoreKey, JsonSerializer.Serialize(answer, ApiJson.Options));
        Changed?.Invoke();
    }

    private void Use(SignInAnswer answer)
    {
        _current = answer;
        _tokens.Token = answer.Token;
        var due = answer.ExpiresAt - RenewBefore - _time.GetUtcNow();
        _renewal.Change(due > RenewAgainAfter ? due : RenewAgainAfter, Timeout.InfiniteTimeSpan);
    }

    private async Task RenewAsync()
    {
        if (_current is not { } renewed)
            return;
        try
        {
            var answer = await _api.PostAsync<SignInAnswer>("/v1/sign-in/renew", body: null);
            // An operator who has signed out meanwhile stays signed out.
            if (ReferenceEquals(_current, renewed))
                await TakeAsync(answer);
        }
        catch (ApiFaultException fault) when (fault.IsExternalOperator)
        {
            // Only the identity provider can renew its tokens.
        }
        catch (ApiFaultException fault) when (fault.Problem.Status != 401)
        {
            // The renewal failed, but the token is still valid. A refused token has ended the sign-in already.
            _renewal.Change(RenewAgainAfter, Timeout.InfiniteTimeSpan);
        }
        catch (ApiFaultException)
        {
            HasExpired = true;
        }
    }

    private void OnRefused()
    {
        HasExpired = _current is not null;
        Renewing = ForgetAsync();
    }

    private async Task ForgetAsync()
    {
        _current = null;
        _tokens.Token = null;
        _renewal.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Changed?.Invoke();
        await _store.RemoveForTabAsync(StoreKey);
    }
}
