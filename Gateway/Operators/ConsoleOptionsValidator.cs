using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Auth;

namespace PresenceCluster.Gateway.Operators;

/// <summary>Checks the console's options against each other, and those of the external issuer.</summary>
internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        List<string> errors = [];
        if (options.FirstAdminPassword.Length > 0)
        {
            if (options.FirstAdminPasswordFile.Length > 0)
                errors.Add("Console:FirstAdminPassword and Console:FirstAdminPasswordFile exclude each other.");
            CheckPassword("Console:FirstAdminPassword", options.FirstAdminPassword, errors);
        }

        if (options.FirstAdminPasswordFile.Length > 0)
            CheckFile(options.FirstAdminPasswordFile, errors);
        CheckIssuer(options.ExternalIssuer, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckFile(string path, List<string> errors)
    {
        try
        {
            CheckPassword("Console:FirstAdminPasswordFile", File.ReadAllText(path).Trim(), errors);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.Add($"Console:FirstAdminPasswordFile: {fault.Message}");
        }
    }

    private static void CheckPassword(string setting, string password, List<string> errors)
    {
        if (OperatorRules.FindFault(OperatorRules.FirstName, password) is { } fault)
            errors.Add($"{setting}: {fault}");
    }

    private static void CheckIssuer(ExternalIssuerOptions issuer, List<string> errors)
    {
        if (!issuer.IsOn)
            return;
        List<ValidationResult> results = [];
        Validator.TryValidateObject(issuer, new ValidationContext(issuer), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"Console:ExternalIssuer: {result.ErrorMessage}"));
        if (issuer.Audience.Length == 0)
            errors.Add("Console:ExternalIssuer:Audience must not be empty: tokens for other programs would open the console.");
        if (issuer.PublicKey.Length > 0 && issuer.JwksUrl.Length > 0)
            errors.Add("Console:ExternalIssuer:PublicKey and Console:ExternalIssuer:JwksUrl exclude each other.");
        if (issuer.PublicKey.Length == 0 && issuer.JwksUrl.Length == 0 && !IsWebUrl(issuer.Issuer))
            errors.Add("Console:ExternalIssuer:Issuer must be an http or https URL at which its keys are found; or give PublicKey or JwksUrl.");
        if (issuer.PublicKey.Length > 0 && (!JwtKey.IsPublic(issuer.PublicKey) || JwtKey.TryParse(issuer.PublicKey) is null))
            errors.Add("Console:ExternalIssuer:PublicKey must be a PEM public key: RSA of at least 2048 bits, or EC on P-256.");
        if (issuer.JwksUrl.Length > 0 && !IsWebUrl(issuer.JwksUrl))
            errors.Add("Console:ExternalIssuer:JwksUrl must be an absolute http or https URL.");
    }

    private static bool IsWebUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http";
}
